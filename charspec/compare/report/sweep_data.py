"""What the page of a sweep shows: each result with its settings, its losses and the pictures of its last
epoch. A sweep that still trains is as good as a finished one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from charspec.compare.picking import means
from charspec.compare.report.links import beside
from charspec.compare.report.rows import Column, columns_of, row_of
from charspec.compare.report.rows import Row as EpochRow
from charspec.compare.verdict import judge
from charspec.errors import CharspecError
from charspec.plan import Lock, read_lock
from charspec.records import Epoch, read_epochs
from charspec.scores import read_scores
from charspec.sweeps import Row, SweepJob, SweepRecord, compares, read_sweep, rows

PICTURED = 100
"""Results whose pictures are in the page, some 20 MB by then; of more, the reports of the runs have them."""


@dataclass(frozen=True)
class Entry:
    """One result. `shown` is its last epoch, or the latest there is; None without one, or past `PICTURED`."""

    row: Row
    lock: Lock
    shown: EpochRow | None
    report: str | None
    """relative link to its run's report, if that is there"""
    run: str
    """relative path of its run"""
    advised: int | None
    """the epoch that its scores recommend; None where they cannot tell, or nothing was measured"""
    scores: Mapping[str, float]
    """metric → its mean over the prompts, at that epoch or else the last one"""

    @property
    def steps(self) -> int:
        """Optimizer steps of this result, were it trained alone."""
        return self.lock.plan.train.steps_per_epoch * self.row.result.epochs


@dataclass(frozen=True)
class SweepData:
    """All of a sweep that the page shows. `base` is the row without LoRA, where all results share it."""

    folder: Path
    record: SweepRecord
    entries: tuple[Entry, ...]
    columns: tuple[Column, ...]
    base: EpochRow | None
    comparable: bool
    shared_prompts: bool

    @property
    def done(self) -> int:
        return sum(entry.row.own is not None for entry in self.entries)

    @property
    def title(self) -> str:
        """The character, or how many there are."""
        names = list(dict.fromkeys(job.character for job in self.record.jobs))
        return names[0] if len(names) == 1 else f"{len(names)} characters"


def gather_sweep(folder: Path) -> SweepData:
    """Read a sweep's folder; raises CharspecError where it is none or its record is broken."""
    record = read_sweep(folder)
    locks = {job.number: read_lock(folder / job.lock) for job in record.jobs}
    columns = _columns(list(locks.values()))
    entries = tuple(
        _entry(folder, row, locks[row.job.number], place < PICTURED)
        for place, row in enumerate(rows(folder, record))
    )
    shared = len({str(lock.plan.samples.model_dump()) for lock in locks.values()}) == 1
    comparable = compares(list(locks.values()))
    base = _base(folder, record.jobs, locks) if shared and comparable else None
    return SweepData(folder, record, entries, columns, base, comparable, shared)


def _columns(locks: list[Lock]) -> tuple[Column, ...]:
    """Every slot of any plan, the control prompt last."""
    found = {column.slot: column for lock in locks for column in columns_of(lock)}
    return tuple(sorted(found.values(), key=lambda column: column.is_control))


def _entry(folder: Path, row: Row, lock: Lock, pictured: bool) -> Entry:
    run = folder / row.job.run
    epoch = row.own or next((epoch for epoch in reversed(row.epochs) if epoch.epoch), None)
    shown = row_of(epoch, columns_of(lock), run, beside(folder)) if epoch and pictured else None
    report = _link(run / "report.html", folder) if (run / "report.html").is_file() else None
    advised, scores = _measured(run, row.epochs, lock)
    return Entry(row, lock, shown, report, row.job.run, advised, scores)


def _measured(run: Path, epochs: Sequence[Epoch], lock: Lock) -> tuple[int | None, Mapping[str, float]]:
    """What the scores of these epochs say, as if the run had ended with the last of them."""
    try:
        scores = [score for score in read_scores(run) if score.epoch in {epoch.epoch for epoch in epochs}]
    except CharspecError:  # the run's own report says so
        return None, {}
    if not scores or not epochs:
        return None, {}
    advised = judge(lock, epochs, scores).recommended
    at = next((epoch for epoch in epochs if epoch.epoch == advised), epochs[-1])
    return advised, means(at, scores)


def _base(folder: Path, jobs: tuple[SweepJob, ...], locks: dict[int, Lock]) -> EpochRow | None:
    """Epoch 0 of the first run that has it and can be read."""
    for job in jobs:
        run = folder / job.run
        try:
            first = next((epoch for epoch in read_epochs(run) if epoch.epoch == 0), None)
        except CharspecError:
            continue
        if first is not None:
            return row_of(first, columns_of(locks[job.number]), run, beside(folder))
    return None


def _link(path: Path, folder: Path) -> str:
    return quote(Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix())

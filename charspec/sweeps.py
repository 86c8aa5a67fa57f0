"""The record of a sweep, sweep.json: what was asked for, which run gives which result, how each job ended.

runs/vendalixia/sweeps/<id, 12>/ sweep.json 01.lock.json 01.log 02.lock.json … report.html

The runs themselves lie where `train` always puts them, so a sweep shares them with every other command. Paths
in the record are relative to its folder.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from charspec.documents import read_document
from charspec.errors import CharspecError
from charspec.plan import SHA256, Lock, Model
from charspec.records import Epoch, read_epochs

FILE = "sweep.json"
SWEEPS = "sweeps"

Status = Literal["open", "done", "failed", "taken", "stopped"]


class SweepResult(Model):
    """One combination. It is the state of its job's run after `epochs` epochs."""

    row: int = Field(ge=1, description="place among the results, as the command named them")
    settings: dict[str, str] = Field(description="the settings that vary, as they were written")
    epochs: int = Field(ge=1)
    train_hash: str = Field(pattern=SHA256)


class SweepJob(Model):
    """One training, for one result or for several of different length."""

    number: int = Field(ge=1)
    title: str = Field(description="short and unique in the sweep")
    character: str
    spec: str = Field(description="the spec or lock that was named")
    lock: str
    log: str
    run: str = Field(description="the folder of the run")
    epochs: int = Field(ge=1, description="to which it trains")
    steps: int = Field(ge=1)
    status: Status = Field(
        description="open: not ended yet; taken: another process trains this run; stopped: it saved and ended"
    )
    exit_code: int | None = Field(description="of the last attempt; null if none ended")
    seconds: float = Field(ge=0, description="of all attempts")
    note: str
    results: tuple[SweepResult, ...] = Field(min_length=1)


class SweepRecord(Model):
    """sweep.json."""

    version: Literal[1] = 1
    id: str = Field(
        description="12 digits of the sha256 of all its plans: the same sweep goes on where it stopped"
    )
    command: tuple[str, ...] = Field(description="the words of the command that began it")
    varies: tuple[str, ...]
    launcher: str
    jobs: tuple[SweepJob, ...]


@dataclass(frozen=True)
class Row:
    """A result with what is known of it. `own` is the epoch it ends with, `lowest` the one of the lowest grid
    loss up to there."""

    result: SweepResult
    job: SweepJob
    own: Epoch | None
    lowest: Epoch | None
    epochs: tuple[Epoch, ...]

    @property
    def status(self) -> Status:
        """`done` as soon as its own last epoch is there, whatever becomes of a longer one."""
        return "done" if self.own is not None else self.job.status


def read_sweep(folder: Path) -> SweepRecord:
    """The record in a sweep's folder; CharspecError if there is none or it is damaged."""
    return SweepRecord.model_validate(read_document(folder / FILE, "sweep"))


def write_sweep(folder: Path, record: SweepRecord) -> None:
    """Put the record into the folder in one step."""
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    write_whole(folder / FILE, text)


def write_whole(path: Path, text: str) -> None:
    """All of the text or nothing at `path`."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def rows(folder: Path, record: SweepRecord) -> list[Row]:
    """Every result in the order of the command, with what its run holds by now."""
    found = [_row(result, job, folder) for job in record.jobs for result in job.results]
    return sorted(found, key=lambda row: row.result.row)


def compares(locks: list[Lock]) -> bool:
    """Whether grid losses of these plans compare: they are measured on the same latents, captions, σ and
    noise of the same base."""
    return len({json.dumps(_measured(lock), sort_keys=True) for lock in locks}) <= 1


def _measured(lock: Lock) -> dict[str, Any]:
    train = lock.plan.train.model_dump(mode="json")
    items = [{key: item[key] for key in ("sha256", "caption", "crop", "bucket")} for item in train["items"]]
    return {"base": train["base"], "seed": train["seed"], "items": items}


def _row(result: SweepResult, job: SweepJob, folder: Path) -> Row:
    try:
        epochs = tuple(epoch for epoch in read_epochs(folder / job.run) if epoch.epoch <= result.epochs)
    except CharspecError:  # damaged: the training itself will say so
        epochs = ()
    own = next((epoch for epoch in epochs if epoch.epoch == result.epochs), None)
    measured = [epoch for epoch in epochs if epoch.epoch and _finite(epoch.grid_loss)]
    lowest = min(measured, key=lambda epoch: epoch.grid_loss or 0.0, default=None)
    return Row(result, job, own, lowest, epochs)


def _finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)

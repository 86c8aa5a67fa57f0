"""The folder of a sweep: a lock for each training, and the record of what belongs to what."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from charspec.compile.sweep.group import Sweep, Training
from charspec.errors import CharspecError
from charspec.plan import canonical_json, lock_text
from charspec.sweeps import (
    FILE,
    SWEEPS,
    SweepJob,
    SweepRecord,
    SweepResult,
    read_sweep,
    write_sweep,
    write_whole,
)


def sweep_folder(sweep: Sweep) -> Path:
    """Absolute. `runs/<name>/sweeps/<id>` beside the spec; with several specs `runs/sweeps/<id>` in the
    deepest folder that has them all. The same plans give the same folder."""
    homes = {training.source.parent.absolute() for training in sweep.trainings}
    names = {training.lock.plan.train.slug for training in sweep.trainings}
    if len(homes) == 1 and len(names) == 1:
        root = homes.pop()
        return root / "runs" / names.pop() / SWEEPS / _identity(sweep, root)
    try:
        root = Path(os.path.commonpath(homes))
    except ValueError:  # Windows: on several drives
        raise CharspecError("these specs lie on several drives", hint="Sweep over each drive.") from None
    return root / "runs" / SWEEPS / _identity(sweep, root)


def record_of(sweep: Sweep, folder: Path, runs: Sequence[Path], command: Sequence[str]) -> SweepRecord:
    """The record of a sweep in its folder; `runs` are the folders of its trainings' runs."""
    titles = _titles(sweep)
    order = _order(sweep)
    jobs = []
    for number, (training, run) in enumerate(zip(sweep.trainings, runs, strict=True), 1):
        name = f"{number:0{max(2, len(str(len(runs))))}}"
        plan = training.lock.plan.train
        jobs.append(
            SweepJob(
                number=number,
                title=titles[number - 1],
                character=plan.name,
                spec=_relative(training.source, folder),
                lock=f"{name}.lock.json",
                log=f"{name}.log",
                run=_relative(run, folder),
                epochs=plan.epochs,
                steps=plan.steps,
                status="open",
                exit_code=None,
                seconds=0.0,
                note="",
                results=tuple(
                    SweepResult(
                        row=order[number - 1, place],
                        settings=dict(result.settings),
                        epochs=result.lock.plan.train.epochs,
                        train_hash=result.lock.hashes.train,
                    )
                    for place, result in enumerate(training.results)
                ),
            )
        )
    return SweepRecord(
        id=folder.name,
        command=tuple(command),
        varies=sweep.varies,
        launcher=sweep.launcher.name,
        jobs=tuple(jobs),
    )


def begin(sweep: Sweep, folder: Path, record: SweepRecord) -> SweepRecord:
    """Write the locks and the record; what an earlier call of the same sweep knew is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for job, training in zip(record.jobs, sweep.trainings, strict=True):
        write_whole(folder / job.lock, lock_text(training.lock))
    known = _known(folder)
    jobs = [
        job.model_copy(update={"seconds": known[job.run].seconds}) if job.run in known else job
        for job in record.jobs
    ]
    record = record.model_copy(update={"jobs": tuple(jobs)})
    write_sweep(folder, record)
    return record


def _known(folder: Path) -> Mapping[str, SweepJob]:
    try:
        return {job.run: job for job in read_sweep(folder).jobs} if (folder / FILE).exists() else {}
    except CharspecError:  # damaged: it is written anew
        return {}


def _identity(sweep: Sweep, root: Path) -> str:
    plans = sorted(
        [_relative(training.source, root), result.lock.hashes.train, result.lock.hashes.samples]
        for training in sweep.trainings
        for result in training.results
    )
    return hashlib.sha256(canonical_json(plans).encode()).hexdigest()[:12]


def _order(sweep: Sweep) -> dict[tuple[int, int], int]:
    """(training, its result) → row, in the order in which the combinations were planned."""
    places = [
        (result.number, (index, place))
        for index, training in enumerate(sweep.trainings)
        for place, result in enumerate(training.results)
    ]
    return {place: row for row, (_, place) in enumerate(sorted(places), 1)}


def _titles(sweep: Sweep) -> list[str]:
    """Short names of the trainings: `epochs=20 repeats=30`, after the spec's folder if there are several."""
    several = len({training.source for training in sweep.trainings}) > 1
    tails = {key: key.rpartition(".")[2] for key in sweep.varies}
    short = {key: tail if list(tails.values()).count(tail) == 1 else key for key, tail in tails.items()}
    found: list[str] = []
    for number, training in enumerate(sweep.trainings, 1):
        longest = max(training.results, key=lambda result: result.lock.plan.train.epochs)
        words = [f"{short[key]}={value}" for key, value in longest.settings.items()]
        if several or not words:
            words.insert(0, training.lock.plan.train.slug)
        title = " ".join(words)
        found.append(title if title not in found else f"{title} ({number})")
    return found


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()


def job_words(training: Training) -> tuple[str, ...]:
    """What stands behind the lock in the command of a training: where it belongs, and how it runs."""
    return ("--beside", str(training.source.absolute()), *training.words)

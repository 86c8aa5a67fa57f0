"""What a sweep says: its plan and each job's end on stderr, its results on stdout."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from charspec.cli.amounts import clock

if TYPE_CHECKING:
    from charspec.launch import Outcome
    from charspec.sweeps import Row, SweepJob, SweepRecord

LAST_LINES = 8
_LISTED = 40


class Telling:
    """Says on `stream` what will be trained, and how far it is. `reached[i]`: the i-th training is there
    already."""

    def __init__(self, stream: TextIO, folder: Path, record: SweepRecord, reached: Sequence[bool]) -> None:
        self._stream = stream
        self._folder = folder
        self._record = record
        self._reached = reached
        self._started = time.monotonic()
        self._made = 0
        todo = [job for job, is_there in zip(record.jobs, reached, strict=True) if not is_there]
        self._count, self._left, self._left_steps = len(todo), len(todo), sum(job.steps for job in todo)

    def plan(self) -> None:
        """Each training with the results it gives, before anything starts."""
        jobs = self._record.jobs
        results = sum(len(job.results) for job in jobs)
        there = len(jobs) - self._count
        said = [f"{_plural(results, 'result')} from {_plural(len(jobs), 'training')}"]
        said += [f"{there} there already"] if there else []
        self._say(f"{', '.join(said)}; launcher {self._record.launcher}")
        for job, is_there in list(zip(jobs, self._reached, strict=True))[:_LISTED]:
            lengths = sorted({result.epochs for result in job.results})
            shared = f", giving {' and '.join(map(str, lengths))} epochs" if len(lengths) > 1 else ""
            state = "there already" if is_there else f"{job.steps:,} steps{shared}"
            self._say(f"  {job.number:>3}  {job.title}: {state}")
        if len(jobs) > _LISTED:
            self._say(f"  and {len(jobs) - _LISTED} more")
        self._say(f"in {self._folder}")

    def ended(self, record: SweepRecord, number: int, outcome: Outcome) -> None:
        """One job's end, how many are left, and for how long at the pace so far."""
        job = next(job for job in record.jobs if job.number == number)
        self._left -= 1
        self._left_steps -= job.steps
        if job.status == "done":
            self._made += job.steps
        words = {
            "done": f"done in {clock(outcome.seconds)}",
            "taken": f"not started: {_reason(job)}",
            "stopped": "stopped; it saved its state",
        }
        failed = f"FAILED after {clock(outcome.seconds)}: {_reason(job)}"
        said = words.get(job.status, failed)
        self._say(f"[{self._count - self._left}/{self._count}] {job.title}: {said}{self._rest()}")

    def _rest(self) -> str:
        """How many trainings are left, and how long they take at the pace of those that were done."""
        if not self._left:
            return ""
        if not self._made:
            return f"  ({self._left} left)"
        seconds = (time.monotonic() - self._started) / self._made * self._left_steps
        return f"  ({self._left} left, about {clock(seconds)})"

    def stopped(self) -> None:
        """After Ctrl-C or SIGTERM."""
        import shlex

        self._say(f"stopped: {_plural(self._left, 'training')} to go. What was trained is saved; to go on:")
        self._say(f"  charspec {shlex.join(self._record.command)}")

    def _say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


def table(record: SweepRecord, rows: Sequence[Row]) -> str:
    """The results as aligned columns; grid losses only compare where they were measured alike."""
    several = len({job.spec for job in record.jobs}) > 1
    varies = [key for key in record.varies if key != "train.epochs"]
    heads = ["", *(["character"] if several else []), *varies]
    heads += ["epochs", "grid loss", "lowest", "at epoch", "time", "status"]
    lines = [heads]
    for row in rows:
        longest = row.result.epochs == row.job.epochs
        seconds = clock(row.job.seconds) if longest else f"in {_longest(rows, row)}"
        lines.append(
            [str(row.result.row)]
            + ([row.job.character] if several else [])
            + [row.result.settings.get(key, "") for key in varies]
            + [str(row.result.epochs)]
            + [_loss(row.own.grid_loss if row.own else None)]
            + [_loss(row.lowest.grid_loss if row.lowest else None)]
            + [str(row.lowest.epoch) if row.lowest else "–"]
            + [seconds if row.job.seconds else "–", row.status]
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join("  ".join(_aligned(line, widths)).rstrip() for line in lines)


def document(folder: Path, record: SweepRecord, rows: Sequence[Row]) -> str:
    """The record and its results as JSON; paths absolute."""
    results = [
        {
            "row": row.result.row,
            "character": row.job.character,
            "settings": row.result.settings,
            "epochs": row.result.epochs,
            "status": row.status,
            "grid_loss": row.own.grid_loss if row.own else None,
            "lowest_grid_loss": row.lowest.grid_loss if row.lowest else None,
            "lowest_at_epoch": row.lowest.epoch if row.lowest else None,
            "weights": _weights(folder, row),
            "run": str((folder / row.job.run).resolve()),
            "log": str(folder / row.job.log),
            "seconds": row.job.seconds,
            "note": row.job.note,
        }
        for row in rows
    ]
    whole = {
        "version": 1,
        "id": record.id,
        "folder": str(folder),
        "report": str(folder / "report.html"),
        "launcher": record.launcher,
        "results": results,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def failures(folder: Path, record: SweepRecord) -> list[str]:
    """Every job that gave no result, with the last lines of its log and where it lies."""
    failed = [job for job in record.jobs if job.status in ("failed", "taken", "stopped")]
    lines = [f"{len(failed)} of {_plural(len(record.jobs), 'training')} did not end:"] if failed else []
    for job in failed:
        log = folder / job.log
        lines.append(f"  {job.title}: {_reason(job)}")  # the log has no more to say of a run that is taken
        lines += [f"    | {line}" for line in tail(log, LAST_LINES)] if job.status == "failed" else []
        lines.append(f"    {log}")
    return lines


def tail(log: Path, count: int) -> list[str]:
    """The last lines of a log, without what a terminal would obey."""
    from charspec.lint.reporting.screen import harmless

    try:
        with log.open("rb") as stream:
            stream.seek(0, 2)
            stream.seek(max(0, stream.tell() - 16384))
            text = stream.read().decode("utf-8", errors="replace")
    except OSError:
        return []
    return [harmless(line) for line in text.rstrip().splitlines()[-count:]]


def _reason(job: SweepJob) -> str:
    code = "never started" if job.exit_code is None else f"exit code {job.exit_code}"
    if job.status == "taken":
        return job.note or "another process trains this run"
    if job.note.startswith("exit code"):
        return job.note
    return f"{code}, {job.note}" if job.note else code


def _weights(folder: Path, row: Row) -> str | None:
    if row.own is None or row.own.weights is None:
        return None
    return str((folder / row.job.run / row.own.weights.file).resolve())


def _longest(rows: Sequence[Row], row: Row) -> str:
    """The row that holds the time of the training that a shorter result is a part of."""
    same = [other for other in rows if other.job.number == row.job.number]
    return str(max(same, key=lambda other: other.result.epochs).result.row)


def _loss(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _plural(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Text to the left in the last column, everything else to the right."""
    last = len(line) - 1
    return [
        text.ljust(width) if place == last else text.rjust(width)
        for place, (text, width) in enumerate(zip(line, widths, strict=True))
    ]

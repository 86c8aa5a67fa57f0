"""`charspec train -m`: every combination is planned first, then trained by a launcher, and compared."""

from __future__ import annotations

import argparse
import contextlib
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import locking, notifying
from charspec.cli.sweep_output import Telling, document, failures, table
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.compile.sweep import Sweep
    from charspec.launch import Outcome
    from charspec.sweeps import Status, SweepJob, SweepRecord

STOPPED = (129, 130, 143)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("sweeps")
    group.add_argument(
        "-m",
        "--multirun",
        action="store_true",
        help="train every combination of the values: train.epochs=10,15 train.rank=8,16; several specs may "
        "be named",
    )
    group.add_argument(
        "--dry-run", action="store_true", help="say which trainings a sweep has, and start none of them"
    )
    group.add_argument(
        "-f", "--format", choices=("text", "json"), help="how a sweep's results are printed (default: text)"
    )
    group.add_argument(
        "--beside",
        type=Path,
        metavar="FILE",
        help="for a lock that lies elsewhere: the spec or lock that its pictures and its runs/ are beside",
    )


def check(options: argparse.Namespace) -> None:
    """Refuse what goes only with `-m`, or not with it."""
    if not options.multirun:
        for flag in ("dry_run", "format"):
            if getattr(options, flag):
                name = f"--{flag.replace('_', '-')}"
                hint = "`charspec compile SPEC --dry-run` says what one training takes."
                raise CharspecError(f"{name} is for sweeps (-m)", "command line", hint)
        return
    for flag in ("cfg", "info", "locked"):
        if getattr(options, flag):
            hint = "Leave -m away to look at one plan, or look at all with --dry-run."
            if flag == "locked":
                hint = "--frozen trains the locks beside the specs; `charspec compile --check` compares them."
            raise CharspecError(f"--{flag} is for one plan, and -m makes several", "command line", hint)
    if options.beside:
        raise CharspecError("--beside is for one lock", "command line", "Leave it away.")


def run_sweep(options: argparse.Namespace) -> int:
    """Plan, train what is not trained yet, compare. Exit code 0 if every result is there, else 1."""
    sources = [locking.frozen_lock(path) if options.frozen else path for path in options.specs]
    if _refused(sources):
        return 1
    from charspec.compile.sweep import begin, plan_sweep, record_of, sweep_folder
    from charspec.train.folder import is_reached, run_folder
    from charspec.train.resolve import resolved

    sweep = plan_sweep(sources, options.overrides, options.config_dir, resolved)
    for note in sweep.notes:
        print(f"note: {note}", file=sys.stderr)
    runs = [run_folder(training.lock, training.source.parent) for training in sweep.trainings]
    folder = sweep_folder(sweep)
    record = record_of(sweep, folder, runs, _command(options))
    reached = [is_reached(run, one.lock) for run, one in zip(runs, sweep.trainings, strict=True)]
    telling = Telling(sys.stderr, folder, record, reached)
    telling.plan()
    if options.dry_run:
        return 0
    record = begin(sweep, folder, record)
    with notifying.telling(_name(record), "sweep", lambda: _lines(folder)) as work:
        with notifying.silenced():
            ended = _train(sweep, folder, record, reached, telling, options.config_dir)
        work.failed = _finish(folder, ended, options.format == "json")
    return 1 if work.failed else 0


def _name(record: SweepRecord) -> str:
    """What a message calls the sweep: its characters and how many trainings it has."""
    names = dict.fromkeys(job.character for job in record.jobs)
    return f"{', '.join(names)}, {len(record.jobs)} trainings"


def _lines(folder: Path) -> list[str]:
    """What a message says of the sweep besides: what is there, where its page and its results are."""
    from charspec.sweeps import read_sweep, rows

    record = read_sweep(folder)
    found = rows(folder, record)
    page = folder / "report.html"
    there = f"{sum(row.own is not None for row in found)} of {len(found)} results are there"
    return [there, f"page: {page.absolute()}" if page.is_file() else f"folder: {folder.absolute()}"]


def _command(options: argparse.Namespace) -> list[str]:
    """The words that begin this sweep again."""
    words = ["train", *map(str, options.specs), "-m", *options.overrides]
    for folder in options.config_dir:
        words += ["--config-dir", str(folder)]
    return [*words, "--frozen"] if options.frozen else words


def _refused(sources: Sequence[Path]) -> bool:
    """Whether the linter has errors in one of the specs; all of them are shown."""
    from charspec.cli.linting import lint_before

    specs = [
        path.with_name(path.name.removesuffix(locking.SUFFIX) + ".yaml") if locking.is_lock(path) else path
        for path in sources
    ]
    judged = [path for path, source in zip(specs, sources, strict=True) if path == source or path.is_file()]
    refused = [lint_before(path)[1] for path in dict.fromkeys(judged)]  # all, not up to the first
    return any(refused)


def _train(
    sweep: Sweep,
    folder: Path,
    record: SweepRecord,
    reached: Sequence[bool],
    telling: Telling,
    config_dirs: Sequence[Path],
) -> SweepRecord:
    """Launch what is not there yet; the record and the report are written anew whenever a job ends."""
    from charspec.compare import write_sweep_report
    from charspec.compile.sweep import job_words
    from charspec.launch import Job, make_launcher
    from charspec.sweeps import write_sweep

    jobs: dict[Job, SweepJob] = {}
    dirs = [word for path in config_dirs for word in ("--config-dir", str(path.absolute()))]
    for entry, training, is_there in zip(record.jobs, sweep.trainings, reached, strict=True):
        if is_there:
            record = _with(record, entry, "done", None, 0.0, entry.note)
            continue
        command = (sys.executable, "-m", "charspec", "train", str(folder / entry.lock), *job_words(training))
        home = training.source.absolute().parent
        jobs[Job(entry.title, (*command, *dirs), home, folder / entry.log)] = entry
    write_sweep(folder, record)
    launcher = make_launcher(sweep.launcher)
    try:
        with contextlib.closing(iter(launcher.launch(list(jobs)))) as outcomes:  # type: ignore[type-var]
            for outcome in outcomes:
                entry = jobs[outcome.job]
                status = _status(outcome)
                note = _owner(outcome, status) or outcome.note
                record = _with(record, entry, status, outcome.exit_code, outcome.seconds, note)
                write_sweep(folder, record)
                write_sweep_report(folder)
                telling.ended(record, entry.number, outcome)
    except (KeyboardInterrupt, SystemExit):
        telling.stopped()
        raise
    return record


def _status(outcome: Outcome) -> Status:
    from charspec.train.holding import TAKEN

    if outcome.exit_code == 0:
        return "done"
    if outcome.exit_code == TAKEN:
        return "taken"
    return "stopped" if outcome.exit_code in STOPPED else "failed"


def _owner(outcome: Outcome, status: Status) -> str:
    """Who has the run, in the words of the job that found it taken."""
    from charspec.cli.sweep_output import tail

    found = "this run is "
    said = [line for line in tail(outcome.job.log, 5) if found in line] if status == "taken" else []
    return said[-1].rpartition(found)[2] if said else ""


def _with(
    record: SweepRecord, entry: SweepJob, status: Status, code: int | None, seconds: float, note: str
) -> SweepRecord:
    changed = {"status": status, "exit_code": code, "note": note, "seconds": entry.seconds + seconds}
    jobs = [job.model_copy(update=changed) if job.number == entry.number else job for job in record.jobs]
    return record.model_copy(update={"jobs": tuple(jobs)})


def _finish(folder: Path, record: SweepRecord, as_json: bool) -> str | None:
    """Print the results; what is not well, in words, or None."""
    from charspec.compare import write_sweep_report
    from charspec.sweeps import rows

    found = rows(folder, record)
    report = write_sweep_report(folder)
    print(document(folder, record, found) if as_json else f"{table(record, found)}\n\n{report}")
    if lines := failures(folder, record):
        print("\n".join(lines), file=sys.stderr)
    missing = sum(row.own is None for row in found)
    again = f"to go on: charspec {shlex.join(record.command)}"
    if missing:
        print(f"{missing} of {len(found)} results missing; {again}", file=sys.stderr)
    undone = sum(job.status != "done" for job in record.jobs)
    return f"{undone} of {len(record.jobs)} trainings are not done; {again}" if missing or undone else None

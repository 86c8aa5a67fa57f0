"""`charspec train`: lint, compile, train, sample every epoch, report; the same command again goes on where it
stopped."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import configuring, deploying, enhancing, following, locking, measuring, notifying, sweep
from charspec.cli.extras import require_train
from charspec.cli.linting import lint_before
from charspec.cli.progress import Progress
from charspec.errors import CharspecError
from charspec.importing import importing
from charspec.plan import Lock, TrainPlan, read_lock
from charspec.train.ranks import launched

if TYPE_CHECKING:
    from charspec.compile.config import Execution
    from charspec.settings.deployment import Deployment

HELP = "Train the LoRA of a spec: it is linted and compiled first, and every epoch is drawn and kept."
EXAMPLES = """examples:
  charspec train character.yaml                    the run goes to runs/ beside the spec
  charspec train character.yaml train.epochs=12    more epochs continue the run that is there
  charspec train character.lock.json               exactly what was locked (--frozen character.yaml, too)
  charspec train --locked character.yaml           only if the committed lock is still true
  charspec train character.yaml base.path=/models/klein
  charspec train character.yaml -m train.epochs=10,15,20 train.rank=8,16    every combination, compared

Ctrl-C saves and stops; the same command again goes on from there, also after a crash."""


@dataclass(frozen=True)
class _Job:
    """What is trained: the plan, where its pictures are, the base's folder if one was named, the distilled
    model it is run on if there is one, what travels beside the plan, what lint said."""

    lock: Lock
    folder: Path
    base_path: Path | None
    deployment: Deployment | None
    execution: Execution
    findings: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    configuring.add_arguments(parser, "SPEC|LOCK")
    locking.add_arguments(parser)
    sweep.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    configuring.arrange(options)
    sweep.check(options)
    if not (options.cfg or options.info):
        require_train("train")
    if options.multirun:
        return sweep.run_sweep(options)
    with configuring.searching(options) as words:
        if options.cfg or options.info:
            return _look(options, words)
        here = launched()
        with following.silent() if here.rank else contextlib.nullcontext():
            job = _job(options, words)
            job = _resolved(job) if job else None
    if job is None:
        return 1
    from charspec.train.folder import is_reached, run_folder

    run_dir = run_folder(job.lock, job.folder)
    if here.rank:
        return following.follow(job.lock, job.folder, run_dir, job.base_path, job.execution.hardware)
    there = here.count == 1 and is_reached(run_dir, job.lock)
    if there:
        print("this plan is trained already; more epochs or other prompts would continue it", file=sys.stderr)
    else:
        _announce(job, run_dir)
    with contextlib.nullcontext() if there else _telling(job, run_dir):
        print(_finish(job, run_dir, there))
    return 0


def _finish(job: _Job, run_dir: Path, there: bool) -> Path:
    """Train unless it is `there` already, draw on the distilled model what is not drawn, and write the
    report."""
    if not there:
        _train(job, run_dir)
    if job.deployment:
        progress = Progress(sys.stderr, job.lock.plan.train.epochs)
        report = partial(_report, run_dir, progress)
        deploying.draw(job.lock, run_dir, job.deployment, job.execution.hardware, report)
    _measure(run_dir)
    from charspec.cli.explaining import origins_of
    from charspec.compare import write_report

    return write_report(run_dir, origins={run_dir: origins_of(run_dir)})


def _telling(job: _Job, run_dir: Path) -> AbstractContextManager[notifying.Work]:
    """The user is told when what is done inside has ended, if they have said how."""
    plan = job.lock.plan.train
    lines = partial(notifying.run_lines, run_dir, plan.epochs)
    return notifying.telling(f"{plan.name} on {plan.base.name}", "training", lines)


def _look(options: argparse.Namespace, words: Sequence[str]) -> int:
    """Print what `--cfg` or `--info` asks for; nothing is trained."""
    from charspec.compile import compile_spec

    if locking.is_lock(options.spec):
        hint = f"Read it: {options.spec} holds every value of the plan. Or name the spec."
        raise CharspecError("a lock is not composed", "command line", hint)
    configuring.look(options, compile_spec(options.spec, words))
    return 0


def _job(options: argparse.Namespace, words: Sequence[str]) -> _Job | None:
    """What was asked for; None if it is refused, which was said then."""
    path: Path = options.spec
    if options.locked:
        return _compiled(locking.locked_spec(path), words, locked=True)
    if options.frozen or locking.is_lock(path):
        return _locked(locking.frozen_lock(path) if options.frozen else path, words, options.beside)
    if options.beside:
        raise CharspecError("--beside is for a lock", str(path), "A spec's pictures are beside it.")
    return _compiled(path, words)


def _resolved(job: _Job) -> _Job:
    """The job with the commit of its base, which is said if no lock had it."""
    from charspec.train.resolve import resolved

    lock = resolved(job.lock, job.base_path)
    if lock != job.lock:
        base = lock.plan.train.base
        print(
            f"note: {base.name} is {base.repository} at {base.revision}; `charspec compile --pin` writes "
            "that into the lock beside the spec, so that everybody trains on the same weights",
            file=sys.stderr,
        )
    return replace(job, lock=lock)


def _compiled(spec: Path, overrides: Sequence[str], locked: bool = False) -> _Job | None:
    """Lint, then compile. None if the linter found errors, or a lock that must hold does not; which are shown
    then."""
    findings, refused = lint_before(spec)
    if refused:
        return None
    from charspec.compile import compile_spec

    compiled = compile_spec(spec, overrides)
    if compiled.execution.sweep.overrides:
        hint = "Add -m: charspec train SPEC -m sweep=NAME"
        raise CharspecError(
            f"sweep={compiled.execution.sweep.name} is several trainings", "command line", hint
        )
    if locked and not locking.holds(compiled, spec):
        return None
    for note in compiled.notes:
        print(f"note: {note}", file=sys.stderr)
    deployment, execution = compiled.deployment, compiled.execution
    return _Job(compiled.lock, spec.parent, compiled.base_path, deployment, execution, findings)


def _locked(path: Path, overrides: Sequence[str], beside_file: Path | None) -> _Job | None:
    """A lock is trained as it is; what lies beside it (or `beside_file`) as its spec is linted."""
    from charspec.compile import beside

    lock = read_lock(path)
    execution, base_path, deployment = beside(lock.plan.train, overrides)
    home = beside_file or path
    if not home.is_file():
        raise CharspecError("no such file", str(home), "--beside names the spec of the lock.")
    spec = home.with_name(home.name.removesuffix(locking.SUFFIX) + ".yaml") if locking.is_lock(home) else home
    findings, refused = lint_before(spec) if spec.is_file() else (None, False)
    enhancing.enhance_locked(lock, home.parent)
    return None if refused else _Job(lock, home.parent, base_path, deployment, execution, findings)


def _announce(job: _Job, run_dir: Path) -> None:
    """What will happen, before anything does. A place that cannot be written is refused before torch is
    loaded."""
    from charspec import assembled
    from charspec.cli import costs
    from charspec.estimate import estimate_document, time
    from charspec.records import read_epochs
    from charspec.writing import nearest_folder

    place = nearest_folder(run_dir.absolute())
    if not os.access(place, os.W_OK):
        hint = "Make that folder writable, or train a copy of the spec and its pictures elsewhere."
        raise CharspecError("the run cannot be written there", str(place), hint, 1)
    lock, plan, samples = job.lock, job.lock.plan.train, job.lock.plan.samples
    done = len(read_epochs(run_dir)) if run_dir.is_dir() else 0
    hardware = job.execution.hardware
    given = job.base_path or os.environ.get("CHARSPEC_BASE_PATH")
    folder = Path(given) if given else None
    cost = time(lock.plan, hardware, done)
    found = estimate_document(lock, hardware, folder)
    drawn = len(samples.prompts) + 1
    embedded = plan.base.repository == "charspec"
    commit = f" at {plan.base.revision[:12]}" if plan.base.revision else ""
    here = "in the package" if embedded else f"{plan.base.repository}{commit}, {_kept(plan)}"
    weights = assembled.shown(folder) if folder else here
    rows = {
        "character": f"{plan.name} on {plan.base.name} (weights: {weights})",
        "pictures": f"{len(plan.items)}, {plan.samples_per_epoch:,} samples an epoch with their repeats",
        "steps": f"{plan.steps:,}: {plan.epochs} epochs of {plan.steps_per_epoch:,}, batch {plan.batch_size}",
        "samples": f"{drawn * (plan.epochs + 1)} of {samples.width}×{samples.height} px: "
        f"{drawn} an epoch, first without LoRA",
        "time": costs.time_row(found, cost.seconds)
        + (f" for what is left after {done - 1} epochs" if done > 1 else ""),
        "memory": costs.memory_row(found),
        "fits": costs.fits_row(found),
        "files": f"{run_dir}{os.sep}",
    }
    if job.deployment:
        rows["deployed"] = deploying.row(job.deployment)
    if embedded:
        del rows["fits"]
    if job.execution.tracker.name != "none":
        rows["tracker"] = job.execution.tracker.name
    for name, value in rows.items():
        print(f"{name:<10} {value}", file=sys.stderr)
    for note in (costs.distilled_weights(plan, folder), costs.lack_of_room(found, run_dir)):
        if note:
            print(note, file=sys.stderr)


def _kept(plan: TrainPlan) -> str:
    """Whether the weights of a base on the hub are here already."""
    from charspec.hub import missing_files, snapshot

    found = snapshot(plan.base.repository, plan.base.revision)
    return "in the hub's cache" if found and not missing_files(found.folder) else "fetched first, once"


def _train(job: _Job, run_dir: Path) -> None:
    """Train with progress on stderr; the report is written anew after each epoch."""
    # Waiting threads must sleep: on cores that others use too, spinning ones are ten times slower (measured).
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    print("loading torch and the base …", file=sys.stderr, flush=True)
    from charspec.cli.pace import Pace
    from charspec.train.events import Drawing, EpochDone, Steps
    from charspec.writing import write_atomically

    with importing():
        from charspec.train.memory import most_held
        from charspec.train.run import train
        from charspec.train.trackers import watching

    progress, pace = Progress(sys.stderr, job.lock.plan.train.epochs, most_held), Pace()
    findings = job.findings
    hardware = job.execution.hardware
    with watching(job.execution.tracker, job.lock, run_dir, progress.line) as watch:
        for event in train(job.lock, job.folder, run_dir, job.base_path, execution=hardware):
            pace.hear(event)  # before the report is written, which is no part of it
            if findings is not None:
                write_atomically(run_dir / "lint.json", findings.encode())
                findings = None
            if isinstance(event, Steps):
                progress.steps(event)
            elif isinstance(event, EpochDone):
                progress.epoch(event)
                _report(run_dir, progress)
            elif isinstance(event, Drawing):
                progress.drawing(event)
            else:
                progress.line(event.text)
            watch.hear(event)
    pace.keep(job.lock.plan, hardware, run_dir)


def _report(run_dir: Path, progress: Progress) -> None:
    """A page to watch while training goes on; what is wrong with it must not stop the training."""
    from charspec.compare import write_report
    from charspec.compare.score import score_run
    from charspec.train.interrupts import StoppedError

    try:
        # Without models, for which a machine that trains has no room: they measure when all is trained.
        score_run(run_dir, models=False)
        write_report(run_dir)
    except StoppedError:
        raise
    except Exception as error:
        progress.line(f"note: no report of this epoch: {type(error).__name__}: {error}")


def _measure(run_dir: Path) -> None:
    """What is left to measure of a trained run; if that fails, the run is none the less whole."""
    try:
        measuring.measure(run_dir, argparse.Namespace(identity_model=None, adherence_model=None))
    except Exception as error:
        print(f"note: not measured: {type(error).__name__}: {error}", file=sys.stderr)

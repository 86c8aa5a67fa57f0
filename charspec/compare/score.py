"""Measuring a run: the metrics of each epoch whose pictures were not measured yet, kept in scores.jsonl."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from charspec.compare import metrics
from charspec.compare.folder import open_run
from charspec.compare.metrics import NO_ENCODERS, Case, Encoders, Measure
from charspec.compare.shots import Shot, drawn, training_set
from charspec.errors import CharspecError
from charspec.plan import Lock
from charspec.records import CONTROL, Epoch, read_epochs
from charspec.scores import FILE, Score, read_scores
from charspec.writing import write_atomically

Progress = Callable[[int, int], None]
"""Called before each epoch with how many are measured, and how many there are to measure."""


@dataclass(frozen=True)
class Scored:
    """What `score_run` did: `epochs` that it measured, and what it could not, a sentence each."""

    epochs: tuple[int, ...]
    notes: tuple[str, ...]


def score_run(
    run: Path,
    encoders: Encoders = NO_ENCODERS,
    *,
    models: bool = True,
    progress: Progress | None = None,
) -> Scored:
    """Measure what is not measured yet, and add it to the run's scores.jsonl after each epoch.

    Killed halfway, the same call goes on with the epoch it was at. An epoch is measured again when its
    pictures were drawn again or other `encoders` are given. Without `models`, only metrics that need none are
    measured: what a machine that trains can spare. Raises CharspecError where the folder is no run's or a
    record is broken; a metric that fails becomes a score without a value.
    """
    lock = open_run(run)
    epochs = read_epochs(run)
    known = {(score.epoch, score.metric, score.slot): score for score in read_scores(run)}
    plan = {
        epoch.epoch: todo
        for epoch in epochs
        if (todo := [name for name in metrics.names() if _is_due(name, epoch, lock, encoders, models, known)])
    }
    if not plan:
        return Scored((), ())
    training, lost = training_set(run, lock.plan.train.items)
    ground = next((epoch for epoch in epochs if epoch.epoch == 0), None)
    # Read once: what metrics keep of the training set and of epoch 0, they keep by these very pictures.
    base = (ground.samples_hash, drawn(run, ground.samples)) if ground else ("", {})
    measured: list[int] = []
    for epoch in (epoch for epoch in epochs if epoch.epoch in plan):
        if progress:
            progress(len(measured), len(plan))
        case = _case(run, lock, epoch, base, training, encoders)
        lines = [score for name in plan[epoch.epoch] for score in _measured(name, case, epoch)]
        if _add(run, lines, known):
            measured.append(epoch.epoch)
    return Scored(tuple(measured), _notes(lost, len(lock.plan.train.items)))


_FAILED = 2
"""The highest exit code of an error that is no signal."""

_LONGEST = 300
"""Letters of a note."""

Known = dict[tuple[int, str, str | None], Score]


def _is_due(name: str, epoch: Epoch, lock: Lock, encoders: Encoders, models: bool, known: Known) -> bool:
    """Whether these pictures lack this metric. What could not be measured is tried again each time, but for
    pictures that a model looked at in vain."""
    metric = metrics.load(name)
    if not models and hasattr(metric, "measured_by"):
        return False
    lines = [
        score
        for score in known.values()
        if (score.epoch, score.metric, score.samples_hash) == (epoch.epoch, name, epoch.samples_hash)
    ]
    model = metrics.measured_by(metric, lock, encoders)
    if not lines or any(score.value is None and not (score.slot and score.by) for score in lines):
        return True
    return model is not None and any(score.by != model for score in lines)


def _case(
    run: Path,
    lock: Lock,
    epoch: Epoch,
    base: tuple[str, dict[str, Shot]],
    training: tuple[Shot, ...],
    encoders: Encoders,
) -> Case:
    shots = drawn(run, epoch.samples)
    return Case(
        run=run,
        lock=lock,
        epoch=epoch.epoch,
        training=training,
        samples=tuple(shot for slot, shot in sorted(shots.items()) if slot != CONTROL),
        control=shots.get(CONTROL),
        base=base[1] if base[0] == epoch.samples_hash else {},
        encoders=encoders,
    )


def _measured(name: str, case: Case, epoch: Epoch) -> Iterator[Score]:
    """A metric's figures of an epoch as lines, or one line without value that says why there are none."""
    metric = metrics.load(name)
    try:
        found: Sequence[Measure] = list(metric.measure(case))
    except CharspecError as error:
        if error.exit_code > _FAILED:  # a signal that stops the work, no fault of the metric
            raise
        found = [Measure(None, None, note=error.message)]
    except Exception as error:  # models of others raise whatever they stumble over; the rest still counts
        found = [Measure(None, None, note=f"it failed: {type(error).__name__}: {error}"[:_LONGEST])]
    for measure in (*map(_finite, found), *_missing(found, case, epoch)):
        yield Score(
            epoch=case.epoch,
            metric=name,
            slot=measure.slot,
            value=measure.value,
            nearest=measure.nearest,
            note=measure.note,
            by=measure.by,
            samples_hash=epoch.samples_hash,
        )


def _finite(measure: Measure) -> Measure:
    """A model may give no number for a picture it cannot grasp: an empty one, say."""
    if measure.value is None or math.isfinite(measure.value):
        return measure
    return replace(measure, value=None, note="it came out as no number")


def _missing(found: Sequence[Measure], case: Case, epoch: Epoch) -> list[Measure]:
    """The prompts without a picture, for a metric that measures each prompt."""
    if not any(measure.slot not in (None, CONTROL) for measure in found):
        return []
    seen = {shot.name for shot in case.samples} | {CONTROL}
    note = "its picture is missing or cannot be read"
    return [Measure(one.slot, None, note=note) for one in epoch.samples if one.slot not in seen]


def _add(run: Path, lines: Sequence[Score], known: Known) -> bool:
    """Add the lines that say something new; whether there were any."""
    new = [line for line in lines if known.get((line.epoch, line.metric, line.slot)) != line]
    if not new:
        return False
    path = run / FILE
    before = path.read_bytes() if path.exists() else b""
    # A line that a kill cut short would swallow the next one.
    whole = before[: before.rfind(b"\n") + 1]
    write_atomically(path, whole + "".join(f"{line.model_dump_json()}\n" for line in new).encode())
    known.update({(line.epoch, line.metric, line.slot): line for line in new})
    return True


def _notes(lost: Sequence[str], of: int) -> tuple[str, ...]:
    if not lost:
        return ()
    which = ", ".join(lost[:3]) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
    if len(lost) == of:
        what = "none of the training pictures is where it was trained from: what needs them is left out"
        return (f"{what}. Put them back beside the spec, then `charspec compare RUN` measures the rest",)
    note = f"{len(lost)} of {of} training pictures are missing or not what was trained ({which})"
    return (f"{note}: the figures are taken against the others",)

"""Choosing the epoch of a run: by a person who saw the pictures, or as the scores recommend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from charspec.choice import Choice, write_choice
from charspec.compare.folder import inside, open_run
from charspec.compare.verdict import Verdict, judge
from charspec.errors import CharspecError
from charspec.images import sha256
from charspec.plan import Lock
from charspec.records import Epoch, Weights, read_done, read_epochs
from charspec.scores import Score, read_scores


def recommend(run: Path) -> Verdict:
    """What the scores of a run say so far; CharspecError where the folder is no run's."""
    return judge(open_run(run), read_epochs(run), read_scores(run))


def choose(
    run: Path, epoch: int | None, chosen_by: Literal["person", "recommendation"], because: str = ""
) -> Choice:
    """Write the choice into the run's release.yaml and return it; `because` is a person's own reason.

    Without `epoch` the recommended one is taken, or the last where the scores cannot tell. Raises
    CharspecError, and writes nothing, where the run has no such epoch, its weights are missing or not the
    bytes that were trained, or, without `epoch`, where it has not ended: a later one may be better.
    """
    lock, epochs, scores = open_run(run), read_epochs(run), read_scores(run)
    verdict = judge(lock, epochs, scores)
    trained = {line.epoch: line for line in epochs if line.weights is not None}
    if not trained:
        raise CharspecError("this run has no trained epoch yet", str(run), "Train it first.", 1)
    is_ended = _is_ended(run, lock)
    if epoch is None and not is_ended:
        raise CharspecError(
            f"this run has not ended: {max(trained)} of {lock.plan.train.epochs} epochs are trained",
            str(run),
            "Run `charspec train` again to end it, or name one of those: --epoch N.",
            1,
        )
    number = epoch if epoch is not None else verdict.recommended or max(trained)
    chosen = trained.get(number)
    if chosen is None or chosen.weights is None:
        raise CharspecError(_absent(number), str(run), f"It has {_listed(sorted(trained))}.")
    _check(run, number, chosen.weights)
    reasons = [said for said in (" ".join(because.split()),) if said]
    if chosen_by == "person" and not scores:
        reasons += [] if reasons else ["A person chose it; nothing was measured."]
    else:
        reasons += _reasons(verdict, number)
    if not is_ended:
        reasons.append(
            f"Chosen while the run had not ended: {max(trained)} of {lock.plan.train.epochs} epochs."
        )
    choice = Choice(
        run=lock.hashes.run,
        train=lock.hashes.train,
        epoch=number,
        weights=chosen.weights,
        chosen_by=chosen_by,
        recommended=verdict.recommended,
        runner_up=verdict.runner_up,
        reasons=tuple(dict.fromkeys(reasons)),
        scores=means(chosen, scores),
    )
    write_choice(run, choice)
    return choice


def means(epoch: Epoch, scores: Sequence[Score]) -> dict[str, float]:
    """Metric → its mean over the slots of an epoch's pictures as they are now; without what has no value."""
    values: dict[str, list[float]] = {}
    for score in scores:
        is_current = (score.epoch, score.samples_hash) == (epoch.epoch, epoch.samples_hash)
        if is_current and score.value is not None:
            values.setdefault(score.metric, []).append(score.value)
    return {metric: round(sum(found) / len(found), 4) for metric, found in sorted(values.items())}


def _is_ended(run: Path, lock: Lock) -> bool:
    done = read_done(run)
    return done is not None and done.train_hash == lock.hashes.train


def _reasons(verdict: Verdict, number: int) -> tuple[str, ...]:
    """Why this epoch: the verdict's own words where it is the recommended one, else what it says of it."""
    if number == verdict.recommended:
        return verdict.reasons
    said = next((line.reasons for line in verdict.epochs if line.epoch == number), ())
    if verdict.recommended is None:
        return (*verdict.reasons, *said)
    return (f"The scores recommend epoch {verdict.recommended}; epoch {number} was chosen.", *said)


def _check(run: Path, number: int, weights: Weights) -> None:
    path = inside(run, weights.file)
    if path is None:
        hint = "Put the file back, or choose another epoch."
        raise CharspecError(f"the weights of epoch {number} are missing", str(run / weights.file), hint, 1)
    if sha256(path) != weights.sha256:
        hint = "The file was changed since: put the trained one back, or choose another epoch."
        raise CharspecError(f"these are not the weights that epoch {number} trained", str(path), hint, 1)


def _absent(number: int) -> str:
    return "epoch 0 is the base without LoRA" if number == 0 else f"this run has no epoch {number}"


def _listed(numbers: Sequence[int]) -> str:
    return f"epoch {numbers[0]}" if len(numbers) == 1 else f"epochs {numbers[0]} to {numbers[-1]}"

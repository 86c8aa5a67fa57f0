"""Which epoch to take, and why: what the scores of a run say, in words.

`judge` reads numbers alone and decides nothing for anybody: a person looks at the pictures and confirms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charspec.compare.figures import Figures, figures
from charspec.compare.likeness import IDENTITY, PALETTE, Course, Phase, doubt, gains
from charspec.compare.signs import Sign, calm, is_overfit, overfit_signs
from charspec.plan import Lock
from charspec.records import Epoch
from charspec.scores import Score


@dataclass(frozen=True)
class EpochVerdict:
    """What one epoch is by its scores: a column of the guide's table, with the numbers that say so."""

    epoch: int
    phase: Phase
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What a run's scores say. `recommended` is None where they cannot tell: the last epoch is the default
    then."""

    epochs: tuple[EpochVerdict, ...]
    recommended: int | None
    runner_up: int | None
    reasons: tuple[str, ...]


def judge(lock: Lock, epochs: Sequence[Epoch], scores: Sequence[Score]) -> Verdict:
    """The phases of a run's trained epochs and the one to take: the earliest that is as good as the best.

    Where all overfit it is the one that does least, where all underfit the last, and the reasons say so.
    "Can't tell" (`recommended` None) where likeness was not measured, or rose within the scatter of the
    prompts. Scores of pictures that were drawn again since are passed over.
    """
    table = figures(epochs, scores)
    trained = [epoch.epoch for epoch in epochs if epoch.epoch]
    signs = {number: overfit_signs(table, number) for number in trained}
    # The surer metric first, unless it was measured on fewer epochs: half a course tells nothing of the rest.
    known = {scale: gains(table, scale, trained) for scale in (IDENTITY, PALETTE)}
    scale, rises = max(known.items(), key=lambda item: len(item[1]))
    if not rises:
        return _undecided(trained, signs, _unmeasured(table))
    if why := doubt(scale, rises):
        return _undecided(trained, signs, f"Can't tell: {why}.")
    course = Course(table, scale, rises, signs)
    verdicts = tuple(EpochVerdict(number, *course.phase(number)) for number in trained)
    release = lock.plan.release
    chosen, reasons = _pick(course, verdicts, release is not None and release.for_style_merge)
    second = _second(course, verdicts, chosen)
    after = (f"Runner-up: epoch {second}, {course.said(second)}.",) if second in rises else ()
    return Verdict(verdicts, chosen, second, (*reasons, *after, *_proxy(course)))


def _unmeasured(table: Figures) -> str:
    why = table.notes.get("palette") or table.notes.get("identity")
    return f"Can't tell: likeness was not measured, because {why}." if why else "Nothing was measured yet."


def _undecided(trained: Sequence[int], signs: Mapping[int, tuple[Sign, ...]], why: str) -> Verdict:
    """No recommendation; copies are still named."""
    verdicts = [
        EpochVerdict(number, "overfit", tuple(sign.text for sign in signs[number]))
        if is_overfit(signs[number])
        else EpochVerdict(number, "unclear", (why, *(sign.text for sign in signs[number])))
        for number in trained
    ]
    return Verdict(tuple(verdicts), None, None, (why,))


def _of(verdicts: Sequence[EpochVerdict], phase: Phase) -> list[int]:
    return [verdict.epoch for verdict in verdicts if verdict.phase == phase]


def _pick(course: Course, verdicts: Sequence[EpochVerdict], for_style: bool) -> tuple[int, tuple[str, ...]]:
    """The epoch to take and why: a sweet one if there is any, else the least bad and what would be better."""
    sweet, overfit = _of(verdicts, "sweet"), _of(verdicts, "overfit")
    likely = [number for number in _of(verdicts, "unclear") if number in course.rises]
    if sweet:
        return _good(course, sweet, likely, for_style)
    if likely:
        chosen = max(likely, key=lambda number: (course.share(number) >= course.scale.good, -number))
        head = f"No epoch is good in all; epoch {chosen} comes nearest: {course.said(chosen)}."
    elif overfit:
        chosen = min(overfit, key=lambda number: (len(course.signs[number]), number))
        head = f"Every epoch that shows the character overfits; epoch {chosen} does least."
    else:
        chosen = verdicts[-1].epoch
        head = f"Every epoch underfits; the last is the most trained: {course.said(chosen)}."
    signs = course.signs[chosen]
    better = list(dict.fromkeys(sign.advice for sign in signs))
    if not (likely or overfit):
        better = ["train longer (train.epochs, train.repeats), or at a higher rate"]
    advice = (f"Better: {'; '.join(better)}.",) if better else ()
    return chosen, (head, *(sign.text for sign in signs), *advice)


def _good(
    course: Course, sweet: Sequence[int], likely: Sequence[int], for_style: bool
) -> tuple[int, tuple[str, ...]]:
    chosen = sweet[0]
    if for_style:
        calm_ones = [number for number in (*likely, *sweet) if not course.signs[number]]
        chosen = min(number for number in calm_ones if course.share(number) >= course.scale.style)
    if chosen in sweet:
        head = f"Epoch {chosen} is the earliest that is as good as the best: {course.said(chosen)}."
    else:
        head = (
            f"Epoch {chosen} is good enough, and earlier than epoch {sweet[0]}, which keeps it flexible for "
            f"the merge with a style that the spec names: {course.said(chosen)}."
        )
    return chosen, (head, *calm(course.table, chosen))


def _second(course: Course, verdicts: Sequence[EpochVerdict], chosen: int) -> int | None:
    """The next best: a sweet one, else one that may be, else one that overfits least, else the one before."""
    for phase in ("sweet", "unclear"):
        rest = [number for number in _of(verdicts, phase) if number != chosen and number in course.rises]
        if rest:
            return max(rest, key=lambda number: course.rises[number].mean)
    overfit = [number for number in _of(verdicts, "overfit") if number != chosen]
    if overfit and chosen in _of(verdicts, "overfit"):
        return min(overfit, key=lambda number: (len(course.signs[number]), number))
    underfit = [number for number in _of(verdicts, "underfit") if number < chosen]
    return max(underfit, default=None)


def _proxy(course: Course) -> tuple[str, ...]:
    if course.scale is IDENTITY:
        return ()
    why = course.table.notes.get("identity")
    told = f" ({why})" if why else ""
    return (f"Identity was not measured{told}; colours stand in for it, so look at the face yourself.",)

"""What was measured on a run's pictures, and the verdict on it, as the page asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from charspec.compare.verdict import EpochVerdict, Verdict, judge
from charspec.plan import Lock
from charspec.records import CONTROL, Epoch
from charspec.scores import Score, read_scores


@dataclass(frozen=True)
class Evidence:
    """The scores of the pictures that are there, and what they say. `outdated` counts the scores of pictures
    that were drawn again since."""

    scores: tuple[Score, ...]
    outdated: int
    verdict: Verdict

    @property
    def is_measured(self) -> bool:
        return any(score.value is not None for score in self.scores)

    def at(self, epoch: int, slot: str) -> list[Score]:
        """What was measured on one picture, by the name of the metric."""
        return [score for score in self.scores if (score.epoch, score.slot) == (epoch, slot)]

    def series(self, metric: str) -> tuple[tuple[int, float], ...]:
        """(epoch, value), the mean over the prompts where it was measured on each; none of the class prompt,
        but where a metric has nothing else."""
        found = [score for score in self.scores if score.metric == metric and score.value is not None]
        named = [score for score in found if score.slot != CONTROL] or found
        epochs = sorted({score.epoch for score in named})
        return tuple((epoch, _mean(named, epoch)) for epoch in epochs)

    def worst(self, metric: str) -> tuple[tuple[int, float], ...]:
        """(epoch, value) of the prompt with the highest value: one copied picture is not hidden by three that
        are not."""
        found = [score for score in self.scores if score.metric == metric and score.value is not None]
        epochs = sorted({score.epoch for score in found})
        return tuple((epoch, max(_values(found, epoch))) for epoch in epochs)

    def has(self, metric: str) -> bool:
        return any(score.metric == metric and score.value is not None for score in self.scores)

    def why_not(self, metric: str) -> str | None:
        """What a metric without a value says of it; None if nothing asked for it."""
        notes = [score.note for score in self.scores if score.metric == metric and score.value is None]
        return next((note for note in notes if note), None)

    @property
    def failing(self) -> str | None:
        """What the recommended epoch does wrong, `underfits` or `overfits`, where none that is better was
        found."""
        found = self.of(self.verdict.recommended) if self.verdict.recommended is not None else None
        return {"underfit": "underfits", "overfit": "overfits"}.get(found.phase) if found else None

    def of(self, epoch: int) -> EpochVerdict | None:
        return next((found for found in self.verdict.epochs if found.epoch == epoch), None)


def evidence_of(run: Path, lock: Lock, epochs: Sequence[Epoch]) -> Evidence:
    """The scores of a run that belong to its pictures as they are; raises CharspecError where a line of
    scores.jsonl is broken."""
    drawn = {epoch.epoch: epoch.samples_hash for epoch in epochs}
    scores = read_scores(run)
    current = tuple(score for score in scores if drawn.get(score.epoch) == score.samples_hash)
    return Evidence(current, len(scores) - len(current), judge(lock, epochs, current))


def _mean(scores: Sequence[Score], epoch: int) -> float:
    return fmean(_values(scores, epoch))


def _values(scores: Sequence[Score], epoch: int) -> list[float]:
    return [score.value for score in scores if score.epoch == epoch and score.value is not None]

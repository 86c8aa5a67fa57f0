"""How much of the character there is, epoch by epoch: the course of the metric that tells it best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from charspec.compare.figures import Figures, Spread
from charspec.compare.signs import Sign, calm, is_overfit

Phase: TypeAlias = Literal["underfit", "sweet", "overfit", "unclear"]


class Scale(NamedTuple):
    """A metric of likeness and where it draws lines: `floor` is the rise since epoch 0 below which nobody was
    learnt; `good` and `style` are the shares of the best epoch's rise that count as as good, and as good
    enough for a merge with a style."""

    metric: str
    floor: float
    good: float
    style: float


IDENTITY = Scale("identity", 0.25, 0.95, 0.85)
PALETTE = Scale("palette", 0.12, 0.8, 0.65)
"""Colours scatter more than an encoder's figures, so less of the best is asked for."""

NEARLY = 0.75
"""Share of the best rise up to which an epoch underfits; from here to `good` it may be either."""

HALF = 0.5
"""The same, of the best rise of any epoch: one that overfits has the likeness of a copy."""


def gains(table: Figures, scale: Scale, trained: Sequence[int]) -> dict[int, Spread]:
    """Epoch → how much likeness rose since epoch 0, where that was measured."""
    found = {number: table.gain(scale.metric, number) for number in trained}
    return {number: gain for number, gain in found.items() if gain is not None}


def doubt(scale: Scale, rises: Mapping[int, Spread]) -> str | None:
    """Why the rise of the best epoch tells nothing; None if it does."""
    number, best = max(rises.items(), key=lambda item: item[1].mean)
    if best.error is None:
        return f"{scale.metric} was measured on one prompt alone: it takes two to see how far they scatter"
    scatter = 2 * best.error
    if best.mean + scatter < scale.floor or best.mean - scatter > 0:
        return None
    rise = f"{scale.metric} rose by {best.mean:.2f} at best (epoch {number}), give or take {scatter:.2f}"
    return f"the prompts disagree: {rise}"


@dataclass(frozen=True)
class Course:
    """How likeness rose over the epochs, and which of them show signs of overfitting."""

    table: Figures
    scale: Scale
    rises: Mapping[int, Spread]
    signs: Mapping[int, tuple[Sign, ...]]

    @property
    def best(self) -> int:
        """The epoch with the highest rise of those that do not overfit, of all if none is left."""
        kept = [number for number in self.rises if not is_overfit(self.signs[number])]
        return max(kept or self.rises, key=lambda number: self.rises[number].mean)

    def share(self, number: int) -> float:
        """An epoch's rise as a share of the best."""
        return self.rises[number].mean / max(self.rises[self.best].mean, 1e-9)

    def said(self, number: int) -> str:
        """`identity 0.57 (0.04 at epoch 0), its rise 96% of that of epoch 10 (0.60)`"""
        metric = self.scale.metric
        here, base, best = (self.table.mean(metric, one) or 0.0 for one in (number, 0, self.best))
        text = f"{metric} {here:.2f} ({base:.2f} at epoch 0)"
        if self.rises[self.best].mean < self.scale.floor or self.share(number) > 1:
            return text
        if number == self.best:
            return f"{text}, the highest" if len(self.rises) > 1 else text
        return f"{text}, its rise {max(self.share(number), 0):.0%} of that of epoch {self.best} ({best:.2f})"

    def phase(self, number: int) -> tuple[Phase, tuple[str, ...]]:
        """What an epoch is, and why, a sentence each."""
        signs = tuple(sign.text for sign in self.signs[number])
        if is_overfit(self.signs[number]):
            return "overfit", signs
        if number not in self.rises:
            return "unclear", (f"{self.scale.metric} was not measured here.", *signs)
        phase, why = self._by_likeness(number)
        if phase == "sweet" and signs:
            phase = "unclear"
        is_calm = not signs and phase != "underfit"
        return phase, (f"{why}: {self.said(number)}.", *signs, *(calm(self.table, number) if is_calm else ()))

    def _by_likeness(self, number: int) -> tuple[Phase, str]:
        rise = self.rises[number].mean
        most = max(gain.mean for gain in self.rises.values())
        if rise < self.scale.floor:
            return "underfit", "The character is not there"
        if rise < HALF * most or self.share(number) < NEARLY:
            return "underfit", "The character is half there"
        if self.share(number) < self.scale.good:
            return "unclear", "Nearly as good as the best"
        return "sweet", "As good as the best"

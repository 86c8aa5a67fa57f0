"""The scores of a run as a table: metric, epoch, slot; those of pictures that were drawn again left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import NamedTuple

from charspec.records import CONTROL, Epoch
from charspec.scores import Score


class Figure(NamedTuple):
    """One value, and the training picture it is about."""

    value: float
    nearest: str | None


class Spread(NamedTuple):
    """A mean over prompts and its standard error; None where one prompt cannot show how far they scatter."""

    mean: float
    error: float | None


@dataclass(frozen=True)
class Figures:
    """What was measured on the pictures that are there; `notes` has why a metric was not."""

    cells: Mapping[tuple[str, int], Mapping[str | None, Figure]]
    notes: Mapping[str, str]

    def at(self, metric: str, epoch: int) -> Mapping[str | None, Figure]:
        """Slot → figure, of the trigger prompts; None stands for the epoch as a whole."""
        found = self.cells.get((metric, epoch), {})
        return {slot: figure for slot, figure in found.items() if slot != CONTROL}

    def control(self, metric: str, epoch: int) -> float | None:
        """The figure of the class prompt without trigger."""
        figure = self.cells.get((metric, epoch), {}).get(CONTROL)
        return figure.value if figure else None

    def mean(self, metric: str, epoch: int) -> float | None:
        values = [figure.value for figure in self.at(metric, epoch).values()]
        return fmean(values) if values else None

    def gain(self, metric: str, epoch: int) -> Spread | None:
        """How much a metric rose since epoch 0 on the prompts that both have."""
        now, base = self.at(metric, epoch), self.at(metric, 0)
        rises = [figure.value - base[slot].value for slot, figure in now.items() if slot in base]
        if not rises:
            return None
        return Spread(fmean(rises), stdev(rises) / len(rises) ** 0.5 if len(rises) > 1 else None)

    def has(self, metric: str) -> bool:
        return any(name == metric for name, _ in self.cells)


def figures(epochs: Sequence[Epoch], scores: Sequence[Score]) -> Figures:
    """The table of a run's scores."""
    drawn = {epoch.epoch: epoch.samples_hash for epoch in epochs}
    cells: dict[tuple[str, int], dict[str | None, Figure]] = {}
    notes: dict[str, str] = {}
    for score in scores:
        if drawn.get(score.epoch) != score.samples_hash:
            continue
        if score.value is not None:
            cell = cells.setdefault((score.metric, score.epoch), {})
            cell[score.slot] = Figure(score.value, score.nearest)
        elif score.note:
            notes.setdefault(score.metric, score.note)
    return Figures(cells, notes)

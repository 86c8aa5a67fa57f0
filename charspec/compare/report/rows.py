"""The epochs of a run with the pictures that were drawn at each, one for every prompt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from charspec.compare.folder import inside
from charspec.compare.report.links import Link
from charspec.compare.report.thumbnails import LIMIT, Picture, inline
from charspec.plan import Lock, PromptPlan
from charspec.records import CONTROL, Epoch, Sample
from charspec.spec import GUIDE_PROMPTS


@dataclass(frozen=True)
class Column:
    """One prompt, drawn with the same noise at every epoch."""

    slot: str
    prompt: str
    seed: int

    @property
    def is_control(self) -> bool:
        """The class prompt without trigger."""
        return self.slot == CONTROL

    @property
    def title(self) -> str:
        return "no trigger" if self.is_control else self.slot.replace("_", " ")


@dataclass(frozen=True)
class Cell:
    """One prompt at one epoch. Without a picture, `note` says why."""

    column: Column
    picture: Picture | None
    note: str


@dataclass(frozen=True)
class Row:
    """One epoch with its pictures in the order of the columns; `deployed`: those on the distilled model of
    the base."""

    record: Epoch
    cells: tuple[Cell, ...]
    deployed: tuple[Cell, ...]

    @property
    def title(self) -> str:
        return f"epoch {self.record.epoch}" if self.record.epoch else "base, no LoRA"


def columns_of(lock: Lock) -> tuple[Column, ...]:
    """The guide's slots in the guide's order, then the others by name, the control prompt last."""
    guide = list(GUIDE_PROMPTS)
    prompts: list[tuple[str, PromptPlan]] = sorted(
        lock.plan.samples.prompts.items(),
        key=lambda slot: (guide.index(slot[0]) if slot[0] in guide else len(guide), slot[0]),
    )
    prompts.append((CONTROL, lock.plan.samples.control))
    return tuple(Column(slot, plan.prompt, plan.seed) for slot, plan in prompts)


def row_of(epoch: Epoch, columns: tuple[Column, ...], run: Path, link: Link, limit: int = LIMIT) -> Row:
    """An epoch of a run with its pictures; what is longer than `limit` px is shown reduced."""
    deployed = epoch.deployed.samples if epoch.deployed else ()
    return Row(
        epoch,
        cells=tuple(_cells(epoch.samples, columns, run, link, limit)),
        deployed=tuple(_cells(deployed, columns, run, link, limit)),
    )


def _cells(
    samples: Sequence[Sample], columns: Sequence[Column], run: Path, link: Link, limit: int
) -> Iterator[Cell]:
    drawn = {sample.slot: sample for sample in samples}
    return (_cell(column, drawn.get(column.slot), run, link, limit) for column in columns)


def _cell(column: Column, sample: Sample | None, run: Path, link: Link, limit: int) -> Cell:
    if sample is None:
        return Cell(column, None, "not drawn yet")
    if (sample.prompt, sample.seed) != (column.prompt, column.seed):
        return Cell(column, None, "drawn for another prompt")
    path = inside(run, sample.file)
    if path is None:
        return Cell(column, None, "file missing")
    picture = inline(path, link, limit)
    return Cell(column, picture, "" if picture else "cannot be read")

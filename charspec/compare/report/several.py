"""The page of one run, or of several side by side: rows of all of them under the same prompts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from charspec.compare.folder import open_run
from charspec.compare.report.data import RunData, gather, pictures_of
from charspec.compare.report.links import Link
from charspec.compare.report.rows import Cell, Column, Row
from charspec.compare.report.thumbnails import limit_for
from charspec.errors import CharspecError
from charspec.records import read_epochs

Origins = Mapping[Path, Mapping[str, str]]
"""Of a run's folder: who says each setting of its plan, by dotted key."""


@dataclass(frozen=True)
class Heading:
    """One slot of the page, with its prompt in each run; None where a run has no such slot."""

    slot: str
    columns: tuple[Column | None, ...]

    @property
    def column(self) -> Column:
        return next(column for column in self.columns if column)

    @property
    def prompts(self) -> tuple[str, ...]:
        """The prompts that differ, in the order of the runs."""
        return tuple(dict.fromkeys(column.prompt for column in self.columns if column))

    @property
    def seeds(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(column.seed for column in self.columns if column))


@dataclass(frozen=True)
class PageData:
    """All that a page shows. `first`: which rows it opens with as A and B, by their keys; None: the base
    against the newest epoch. `served`: whether it is served, and an epoch can be picked on it."""

    runs: tuple[RunData, ...]
    headings: tuple[Heading, ...]
    first: tuple[str, str] | None = None
    served: bool = False

    @property
    def is_one(self) -> bool:
        return len(self.runs) == 1

    @property
    def is_done(self) -> bool:
        return all(run.is_done for run in self.runs)

    def key(self, run: RunData, epoch: int) -> str:
        """How the page's address names a row: `4`, or `2:4` for epoch 4 of the second run."""
        return str(epoch) if self.is_one else f"{self.runs.index(run) + 1}:{epoch}"

    def name(self, run: RunData) -> str:
        """`run 2`, or nothing where there is one alone."""
        return "" if self.is_one else f"run {self.runs.index(run) + 1}"

    def title(self, run: RunData, row: Row) -> str:
        return row.title if self.is_one else f"{self.name(run)}, {row.title}"

    def cells(self, row: Row, deployed: bool) -> list[tuple[Heading, Cell]]:
        """The pictures of a row under the page's headings."""
        found = {cell.column.slot: cell for cell in (row.deployed if deployed else row.cells)}
        return [(heading, found.get(heading.slot) or _none(heading)) for heading in self.headings]


def page_of(runs: Sequence[RunData], epochs: tuple[int, int] | None = None, served: bool = False) -> PageData:
    """The page of these runs, `epochs` as A and B: of one run both, of several A of the first and B of the
    second."""
    slots = dict.fromkeys(column.slot for run in runs for column in run.columns)
    headings = [
        Heading(slot, tuple(next((c for c in run.columns if c.slot == slot), None) for run in runs))
        for slot in slots
    ]
    headings.sort(key=lambda heading: heading.column.is_control)
    page = PageData(tuple(runs), tuple(headings), served=served)
    return replace(page, first=_first(page, epochs))


def gather_page(
    folders: Sequence[Path],
    link: Link,
    epochs: tuple[int, int] | None = None,
    origins: Origins | None = None,
    served: bool = False,
) -> PageData:
    """Read the folders of runs for a page whose links are made by `link`; raises CharspecError as `gather`
    and `require_epochs` do."""
    given = [folder.resolve() for folder in folders]
    if len({*given}) < len(given):
        raise CharspecError("the same run is given twice", "RUN", "Give each run once.")
    if epochs is not None:
        require_epochs(folders, epochs)
    limit = limit_for(sum(pictures_of(open_run(folder)) for folder in folders))
    runs = [gather(folder, link, limit) for folder in folders]
    known = origins or {}
    return page_of([replace(run, origins=known.get(run.folder, {})) for run in runs], epochs, served)


def _none(heading: Heading) -> Cell:
    return Cell(heading.column, None, "not a prompt of this run")


def _first(page: PageData, epochs: tuple[int, int] | None) -> tuple[str, str] | None:
    if page.is_one and epochs is None:
        return None
    pair = (page.runs[0], page.runs[0 if page.is_one else 1])
    if epochs is None:
        epochs = (_best(pair[0]), _best(pair[1]))
    return page.key(pair[0], epochs[0]), page.key(pair[1], epochs[1])


def _best(run: RunData) -> int:
    """The epoch of a run that stands for it: the chosen one, else the recommended one, else the last."""
    if run.choice:
        return run.choice.epoch
    return run.evidence.verdict.recommended or run.epochs_done


def require_epochs(folders: Sequence[Path], epochs: tuple[int, int]) -> None:
    """Raise CharspecError (exit code 2) where a run has no such epoch: of one run both are its own, of
    several the first is the first run's, the second the second's."""
    for folder, epoch in zip((folders[0], folders[-1 if len(folders) == 1 else 1]), epochs, strict=True):
        open_run(folder)
        there = [line.epoch for line in read_epochs(folder)]
        if epoch not in there:
            have = f"It has epoch {there[0]} to {there[-1]}; 0 is the base." if there else "It has none yet."
            raise CharspecError(f"there is no epoch {epoch}", str(folder), have)

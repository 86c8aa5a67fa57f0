"""What the page shows, gathered from a run's folder: lock, epochs so far, the linter's findings, pictures.

A run that still trains is as good as a finished one: what is not there yet is shown as not drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from charspec.compare.report.findings import Findings, read_findings
from charspec.compare.report.thumbnails import Picture, inline
from charspec.errors import CharspecError
from charspec.plan import ItemPlan, Lock, PromptPlan, read_lock
from charspec.records import CONTROL, Deployed, Epoch, Sample, read_done, read_epochs
from charspec.spec import GUIDE_PROMPTS

LOCK = "character.lock.json"


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


@dataclass(frozen=True)
class TrainingPicture:
    """A picture of the set with the caption it was trained with."""

    item: ItemPlan
    picture: Picture | None
    state: Literal["same", "changed", "missing"]


@dataclass(frozen=True)
class RunData:
    """All of a run that the page shows."""

    folder: Path
    page_folder: Path
    lock: Lock
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    training: tuple[TrainingPicture, ...]
    findings: Findings | None
    is_done: bool

    @property
    def deployed(self) -> Deployed | None:
        """How the newest pictures on the distilled model were drawn; None where there are none."""
        found = [row.record.deployed for row in self.rows if row.record.deployed]
        return found[-1] if found else None

    @property
    def epochs_done(self) -> int:
        return self.rows[-1].record.epoch if self.rows else 0


def gather(run: Path, page_folder: Path) -> RunData:
    """Read a run's folder for a page that will lie in `page_folder`.

    Raises CharspecError where the folder is not there or is not a run's (exit code 2), or where one of its
    records is broken (1).
    """
    if not run.is_dir():
        raise CharspecError("there is no such folder", str(run), "Give the folder of a run, below runs/.")
    if not (run / LOCK).is_file():
        hint = "Give the folder that `charspec train` names, below runs/ beside the spec."
        raise CharspecError(f"is not the folder of a run: it has no {LOCK}", str(run), hint)
    lock = read_lock(run / LOCK)
    columns = columns_of(lock)
    return RunData(
        folder=run,
        page_folder=page_folder,
        lock=lock,
        columns=columns,
        rows=tuple(row_of(epoch, columns, run, page_folder) for epoch in read_epochs(run)),
        training=tuple(_training(item, spec_folder(run), page_folder) for item in lock.plan.train.items),
        findings=read_findings(run / "lint.json"),
        is_done=_is_done(run, lock),
    )


def columns_of(lock: Lock) -> tuple[Column, ...]:
    """The guide's slots in the guide's order, then the others by name, the control prompt last."""
    guide = list(GUIDE_PROMPTS)
    prompts: list[tuple[str, PromptPlan]] = sorted(
        lock.plan.samples.prompts.items(),
        key=lambda slot: (guide.index(slot[0]) if slot[0] in guide else len(guide), slot[0]),
    )
    prompts.append((CONTROL, lock.plan.samples.control))
    return tuple(Column(slot, plan.prompt, plan.seed) for slot, plan in prompts)


def spec_folder(run: Path) -> Path:
    """Where the pictures' paths start: a run lies at runs/NAME/HASH beside its spec."""
    return run.resolve().parent.parent.parent


def _is_done(run: Path, lock: Lock) -> bool:
    # A run continued with more epochs or new prompts has the DONE.json of its shorter self until it ends.
    done = read_done(run)
    return done is not None and (done.train_hash, done.samples_hash) == (
        lock.hashes.train,
        lock.hashes.samples,
    )


def row_of(epoch: Epoch, columns: tuple[Column, ...], run: Path, page_folder: Path) -> Row:
    """An epoch of a run with its pictures, for a page in `page_folder`."""
    deployed = epoch.deployed.samples if epoch.deployed else ()
    return Row(
        epoch,
        cells=tuple(_cells(epoch.samples, columns, run, page_folder)),
        deployed=tuple(_cells(deployed, columns, run, page_folder)),
    )


def _cells(
    samples: Sequence[Sample], columns: Sequence[Column], run: Path, page_folder: Path
) -> Iterator[Cell]:
    drawn = {sample.slot: sample for sample in samples}
    return (_cell(column, drawn.get(column.slot), run, page_folder) for column in columns)


def _cell(column: Column, sample: Sample | None, run: Path, page_folder: Path) -> Cell:
    if sample is None:
        return Cell(column, None, "not drawn yet")
    if (sample.prompt, sample.seed) != (column.prompt, column.seed):
        return Cell(column, None, "drawn for another prompt")
    path = _inside(run, sample.file)
    if path is None:
        return Cell(column, None, "file missing")
    picture = inline(path, page_folder)
    return Cell(column, picture, "" if picture else "cannot be read")


def _training(item: ItemPlan, folder: Path, page_folder: Path) -> TrainingPicture:
    path = _inside(folder, item.file)
    picture = inline(path, page_folder) if path else None
    if path is None or picture is None:
        return TrainingPicture(item, None, "missing")
    same = hashlib.sha256(path.read_bytes()).hexdigest() == item.sha256
    return TrainingPicture(item, picture, "same" if same else "changed")


def _inside(folder: Path, file: str) -> Path | None:
    """The file below `folder`; None if it is not there, or if its path leads out."""
    path = folder / file
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None

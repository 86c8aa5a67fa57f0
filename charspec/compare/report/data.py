"""What the page shows of a run, gathered from its folder: lock, epochs so far, scores, the linter's findings,
pictures.

A run that still trains is as good as a finished one: what is not there yet is shown as not drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from charspec.choice import Choice, read_choice
from charspec.compare.folder import open_run, spec_folder
from charspec.compare.report.evidence import Evidence, evidence_of
from charspec.compare.report.findings import Findings, read_findings
from charspec.compare.report.links import Link
from charspec.compare.report.rows import Column, Row, columns_of, row_of
from charspec.compare.report.thumbnails import LIMIT
from charspec.compare.report.training import TrainingPicture, training_picture
from charspec.plan import Lock
from charspec.records import Deployed, read_done, read_epochs


@dataclass(frozen=True)
class RunData:
    """All of a run that the page shows. `origins`: who says each setting, by the key that sets it, where that
    is known."""

    folder: Path
    link: Link
    lock: Lock
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    training: tuple[TrainingPicture, ...]
    findings: Findings | None
    evidence: Evidence
    choice: Choice | None
    is_done: bool
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def deployed(self) -> Deployed | None:
        """How the newest pictures on the distilled model were drawn; None where there are none."""
        found = [row.record.deployed for row in self.rows if row.record.deployed]
        return found[-1] if found else None

    @property
    def epochs_done(self) -> int:
        return self.rows[-1].record.epoch if self.rows else 0


def gather(run: Path, link: Link, limit: int = LIMIT) -> RunData:
    """Read a run's folder for a page whose links are made by `link` and whose pictures are at most `limit` px
    long.

    Raises CharspecError where the folder is not there or is not a run's (exit code 2), or where one of its
    records is broken (1).
    """
    lock = open_run(run)
    columns = columns_of(lock)
    epochs = read_epochs(run)
    items, folder = lock.plan.train.items, spec_folder(run)
    return RunData(
        folder=run,
        link=link,
        lock=lock,
        columns=columns,
        rows=tuple(row_of(epoch, columns, run, link, limit) for epoch in epochs),
        training=tuple(training_picture(item, folder, link, limit) for item in items),
        findings=read_findings(run / "lint.json"),
        evidence=evidence_of(run, lock, epochs),
        choice=_choice(run, lock),
        is_done=_is_done(run, lock),
    )


def pictures_of(lock: Lock) -> int:
    """How many pictures the page of a run will hold at its end."""
    train, prompts = lock.plan.train, len(lock.plan.samples.prompts) + 1
    return (train.epochs + 1) * prompts + len(train.items)


def _choice(run: Path, lock: Lock) -> Choice | None:
    """The chosen epoch, if it was chosen of this training and not of an earlier one of the same folder."""
    choice = read_choice(run)
    return choice if choice is not None and choice.run == lock.hashes.run else None


def _is_done(run: Path, lock: Lock) -> bool:
    # A run continued with more epochs or new prompts has the DONE.json of its shorter self until it ends.
    done = read_done(run)
    return done is not None and (done.train_hash, done.samples_hash) == (
        lock.hashes.train,
        lock.hashes.samples,
    )

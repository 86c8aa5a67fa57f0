"""retrain.json of a run's folder: what of its spec was changed after it, and which run that leads to.

The parent of a character lies here, and in comments behind the changed values: a key of its own in the spec
would be one more thing that a person could break, and would outlive the next change by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from charspec.compare.folder import open_run
from charspec.documents import read_document
from charspec.errors import CharspecError
from charspec.plan import SHA256, Model
from charspec.writing import write_atomically

FILE = "retrain.json"


class SpecChange(Model):
    """One value that was changed."""

    path: tuple[str, ...] = Field(description="where it stands in the spec")
    was: float = Field(description="as the run was trained; 0 stands for what was off")
    to: float


class Retraining(Model):
    """What `charspec retrain --write` did."""

    version: Literal[1] = 1
    run: str = Field(pattern=SHA256, description="hashes.run of the run whose evidence this is: the parent")
    epoch: int = Field(ge=1, description="the epoch that it was judged by")
    spec: str = Field(description="name of the spec's file")
    reasons: tuple[str, ...] = Field(description="what the run showed and what to do, a sentence each")
    changes: tuple[SpecChange, ...]
    child: str | None = Field(
        pattern=SHA256, description="hashes.run of what the changed spec compiles to; null if it does not"
    )


def write_record(run: Path, record: Retraining) -> Path:
    """Write retrain.json of a run, whole or not at all; returns its path."""
    path = run / FILE
    write_atomically(path, (record.model_dump_json(indent=2) + "\n").encode())
    return path


def parent_of(run: Path) -> Path | None:
    """The run beside this one from whose evidence its spec was changed; None if there is none.

    Raises CharspecError where the folder is no run's. A broken record of another run is passed over.
    """
    own = open_run(run).hashes.run
    for path in sorted(run.resolve().parent.glob(f"*/{FILE}")):
        try:
            record = Retraining.model_validate(read_document(path, "retraining"))
        except CharspecError:
            continue
        if record.child == own and record.run != own:
            return path.parent
    return None

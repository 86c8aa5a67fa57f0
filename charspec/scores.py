"""scores.jsonl of a run's folder: what was measured on the pictures of each epoch.

Written by `charspec.compare`, read by what chooses, shows and releases an epoch. A metric that could not be
measured says so in a line without a value: no number is ever invented.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from charspec.documents import read_lines
from charspec.errors import CharspecError
from charspec.plan import SHA256, Model

FILE = "scores.jsonl"


class Score(Model):
    """One metric on one picture of one epoch, or, where `slot` is null, on all of that epoch."""

    epoch: int = Field(ge=0, description="0 is the base without LoRA")
    metric: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="module of charspec/compare/metrics")
    slot: str | None = Field(description="the prompt's slot; null for the epoch as a whole")
    value: float | None = Field(allow_inf_nan=False, description="null where it could not be measured")
    nearest: str | None = Field(None, description="the training picture it is likest to, as in the lock")
    note: str | None = Field(None, description="why there is no value")
    by: str | None = Field(None, description="the model that measured it; null for plain pixels")
    samples_hash: str = Field(pattern=SHA256, description="the lock's samples part whose pictures these are")


def read_scores(run: Path) -> list[Score]:
    """The scores of a run in the order of their epochs, none before the first are measured; a line written
    again replaces the earlier one. CharspecError (exit code 1) where a line is broken."""
    path = run / FILE
    lines = read_lines(path, "score") if path.exists() else ()
    try:
        found = {(one.epoch, one.metric, one.slot): one for one in map(Score.model_validate, lines)}
    except CharspecError as error:
        error.hint = f"Delete {path}: `charspec compare {run}` measures all of it again."
        raise
    return [found[key] for key in sorted(found, key=lambda key: (key[0], key[1], key[2] or ""))]

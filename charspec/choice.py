"""release.yaml of a run's folder: the epoch that was chosen, by whom and why.

Written by `charspec pick` or by the pick button of `charspec compare --serve`, read by `charspec finalize`.
It is YAML because a person may read it in a review, and edit its reasons.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from charspec.documents import parse_document
from charspec.errors import CharspecError
from charspec.plan import SHA256, Model
from charspec.records import Weights
from charspec.writing import write_atomically

FILE = "release.yaml"
_HEAD = "# The epoch chosen for release: `charspec finalize` builds the release folder from it.\n"


class Choice(Model):
    """The chosen epoch of one run."""

    version: Literal[1] = 1
    run: str = Field(pattern=SHA256, description="hashes.run of the lock")
    train: str = Field(pattern=SHA256, description="hashes.train of the lock")
    epoch: int = Field(ge=1)
    weights: Weights = Field(description="of that epoch")
    chosen_by: Literal["person", "recommendation"] = Field(
        description="whether a person named or confirmed it, or a script took what was recommended"
    )
    recommended: int | None = Field(description="what the scores recommend; null where they cannot tell")
    runner_up: int | None = Field(description="the next best by the scores")
    reasons: tuple[str, ...] = Field(description="why, a sentence each")
    scores: dict[str, float] = Field(description="metric → its value at the chosen epoch, over all prompts")


def write_choice(run: Path, choice: Choice) -> Path:
    """Write release.yaml of a run, whole or not at all; returns its path."""
    text = yaml.safe_dump(choice.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=100)
    path = run / FILE
    write_atomically(path, (_HEAD + text).encode())
    return path


def read_choice(run: Path) -> Choice | None:
    """The choice of a run, None before one is made; CharspecError (exit code 1) where the file is broken."""
    path = run / FILE
    if not path.exists():
        return None
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        text = json.dumps(data)
    except (yaml.YAMLError, UnicodeDecodeError, TypeError) as error:
        hint = "Mend it, or delete it and choose again: `charspec pick` writes it anew."
        raise CharspecError(f"this is no YAML of a choice: {_why(error)}", str(path), hint, 1) from None
    return Choice.model_validate(parse_document(text, "release", str(path)))


def _why(error: Exception) -> str:
    """What is wrong and in which line, on one line: PyYAML draws a picture of the place."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return " ".join(str(error).split())
    return f"{error.problem} (line {error.problem_mark.line + 1}, column {error.problem_mark.column + 1})"

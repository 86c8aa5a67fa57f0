"""What a local folder of weights says of itself: a base at its published size, a step-distilled one."""

from __future__ import annotations

import json
import math
from pathlib import Path

_LONGEST_HEADER = 100_000_000
"""Bytes, as the format allows."""

CLOSE = 0.02
"""Share by which counts may differ and still be the same model."""


def is_of_size(folder: Path, parameters: int) -> bool:
    """Whether the transformer in `folder` has about so many parameters; also if that cannot be told, since
    its files are of another format or damaged, which the loading of the weights says."""
    counted = sum(_values(file) for file in sorted((folder / "transformer").glob("*.safetensors")))
    return counted == 0 or abs(counted - parameters) <= CLOSE * parameters


def says_distilled(folder: Path) -> bool:
    """Whether the pipeline in `folder` calls itself step-distilled (diffusers writes so for FLUX.2 klein)."""
    try:
        return json.loads((folder / "model_index.json").read_bytes()).get("is_distilled") is True
    except (OSError, ValueError, AttributeError):
        return False  # the loading of the weights says what is wrong there


def _values(file: Path) -> int:
    """How many numbers a safetensors file says it holds; 0 if it is none."""
    try:
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            header = json.loads(stream.read(length)) if length <= _LONGEST_HEADER else {}
        header.pop("__metadata__", None)
        return sum(math.prod(entry["shape"]) for entry in header.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0

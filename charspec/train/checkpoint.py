"""The resume point of a run: one file that is replaced as a whole, so that a kill at any moment leaves a
complete one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from charspec import __version__
from charspec.errors import CharspecError
from charspec.families.tensors import tensor_header
from charspec.records import read_environment
from charspec.train.optimizer import Part, restore, state_of
from charspec.train.tensors import load_checked, save_checked

FILE = "state/resume.safetensors"
VERSION = "1"
"""Of what the file holds; counted up when an older one can no longer be gone on with."""
_MATRICES = "lora."


@dataclass
class Progress:
    """Where a training stands. `losses` and `loss_sum` are of the epoch that step belongs to, in float64."""

    step: int = 0
    losses: int = 0
    loss_sum: float = 0.0

    @property
    def loss(self) -> float | None:
        return self.loss_sum / self.losses if self.losses else None


class State(NamedTuple):
    """What the file holds: matrices as `lora.<name>`, moments as `<moment>.<name>`, and words about both."""

    tensors: dict[str, Tensor]
    metadata: dict[str, str]


def save_state(run_folder: Path, run_hash: str, progress: Progress, parts: Sequence[Part]) -> None:
    """Write the matrices and what their optimizers remember; putting them back continues bit for bit."""
    tensors, numbers = state_of(parts)
    tensors |= {f"{_MATRICES}{name}": value for part in parts for name, value in part.parameters.items()}
    metadata = {
        "version": VERSION,
        "run_hash": run_hash,
        "progress": json.dumps([progress.step, progress.losses, progress.loss_sum]),
        "optimizer": numbers,
    }
    save_checked(run_folder / FILE, tensors, metadata)


def check_state(run_folder: Path, run_hash: str) -> None:
    """Raise CharspecError if a run cannot be gone on with, before anything in its folder changes."""
    path = run_folder / FILE
    try:
        header = tensor_header(path.read_bytes())
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        raise _unusable(path, "the resume point of this run is damaged") from None
    _check_header(path, header, run_hash)


def read_state(run_folder: Path, run_hash: str) -> State | None:
    """What `save_state` wrote; None if the run has not begun.

    A state that cannot be read stops here: training from the start would replace epochs the user may have
    chosen from.
    """
    path = run_folder / FILE
    found = load_checked(path)
    if found is None:
        if not path.exists():
            return None
        raise _unusable(path, "the resume point of this run is damaged")
    state = State(*found)
    _check_header(path, state.metadata, run_hash)
    return state


def _check_header(path: Path, header: Mapping[str, str], run_hash: str) -> None:
    if header.get("version") != VERSION:
        raise _unusable(path, "another version of charspec wrote the resume point of this run")
    if header.get("run_hash") != run_hash:
        raise _unusable(path, "the resume point of this run belongs to another plan")


@torch.no_grad()
def put_state(state: State, parts: Sequence[Part]) -> Progress:
    """Put a state into the matrices and their optimizers."""
    moments = {name: value for name, value in state.tensors.items() if not name.startswith(_MATRICES)}
    for part in parts:
        for name, parameter in part.parameters.items():
            parameter.copy_(state.tensors[f"{_MATRICES}{name}"])
    restore(parts, moments, state.metadata["optimizer"])
    step, losses, loss_sum = json.loads(state.metadata["progress"])
    return Progress(step, losses, loss_sum)


def _unusable(path: Path, message: str) -> CharspecError:
    run = path.parent.parent
    hint = (
        "Its epochs stay as they are: generate and compare read them. To train it anew, move its folder "
        f"away: mv {run} {run}.old"
    )
    if (wrote := _charspec_of(run)) not in (None, __version__):
        hint += f"\nTo go on with it, take the charspec that began it: pip install charspec=={wrote}"
    return CharspecError(message, where=str(path), hint=hint, exit_code=1)


def _charspec_of(run: Path) -> str | None:
    try:
        return read_environment(run).charspec
    except CharspecError:
        return None

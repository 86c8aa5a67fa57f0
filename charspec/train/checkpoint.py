"""The resume point of a run: one file that is replaced as a whole, so that a kill at any moment leaves a
complete one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from charspec.errors import CharspecError
from charspec.train.tensors import load_checked, save_checked

FILE = "state/resume.safetensors"


@dataclass
class Progress:
    """Where a training stands. `losses` and `loss_sum` are of the epoch that step belongs to, in float64."""

    step: int = 0
    losses: int = 0
    loss_sum: float = 0.0

    @property
    def loss(self) -> float | None:
        return self.loss_sum / self.losses if self.losses else None


def save_state(
    run_folder: Path,
    run_hash: str,
    progress: Progress,
    parameters: Mapping[str, Tensor],
    optimizer: torch.optim.Optimizer,
) -> None:
    """Write weights and moments of the optimizer; loading them back continues bit for bit."""
    tensors = {f"lora.{name}": value for name, value in parameters.items()}
    for name, value in parameters.items():
        for moment, kept in optimizer.state[value].items():
            tensors[f"{moment}.{name}"] = kept
    metadata = {
        "run_hash": run_hash,
        "progress": json.dumps([progress.step, progress.losses, progress.loss_sum]),
    }
    save_checked(run_folder / FILE, tensors, metadata)


def load_state(
    run_folder: Path,
    run_hash: str,
    parameters: Mapping[str, Tensor],
    optimizer: torch.optim.Optimizer,
) -> Progress | None:
    """Put back what `save_state` wrote; None if the run has not begun.

    A state that cannot be read stops here: training from the start would replace epochs the user may have
    chosen from.
    """
    path = run_folder / FILE
    found = load_checked(path)
    if found is None:
        if not path.exists():
            return None
        raise _unusable(path, "the resume point of this run is damaged")
    tensors, metadata = found
    if metadata["run_hash"] != run_hash:
        raise _unusable(path, "the resume point of this run belongs to another plan")
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(tensors[f"lora.{name}"])
            moments = {
                key.split(".", 1)[0]: value
                for key, value in tensors.items()
                if key.split(".", 1)[1] == name and not key.startswith("lora.")
            }
            optimizer.state[parameter] = {
                moment: value.to(parameter.device) for moment, value in moments.items()
            }
    step, losses, loss_sum = json.loads(metadata["progress"])
    return Progress(step, losses, loss_sum)


def _unusable(path: Path, message: str) -> CharspecError:
    return CharspecError(
        message, where=str(path), hint="Delete this file to train the run again from its start.", exit_code=1
    )

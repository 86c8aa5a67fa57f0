"""A training of the true loop on a family of one small matrix: effects show in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from charspec.families import Condition
from charspec.plan import PRIOR_PICTURES, TrainPlan
from charspec.train.interrupts import Interrupts
from charspec.train.loop import train_epoch
from charspec.train.optimizer import make_part
from charspec.train.processes import Processes
from charspec.train.training import Training

CHANNELS = 4


class OneMatrix:
    """Predicts x·W + the caption's vector; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Tensor, Tensor, list[Condition]]] = []

    def predict(self, transformer: Any, x: Tensor, sigma: Tensor, conditions: Sequence[Condition]) -> Tensor:
        if torch.is_grad_enabled():
            self.asked.append((x.detach().clone(), sigma.clone(), list(conditions)))
        words = torch.stack([condition["embeds"] for condition in conditions])
        return torch.einsum("bchw,dc->bdhw", x, transformer) + words[:, :, None, None]


def bare_training(plan: TrainPlan, run: Path, processes: Processes | None = None) -> Training:
    """Latents of item i are all i + 1, mirrored −(i + 1), those of others i + 100; a caption's vector counts
    its letters."""
    matrix = torch.full((CHANNELS, CHANNELS), 0.1, requires_grad=True)
    parameters = {"transformer.matrix": matrix}
    shape = (CHANNELS, 4, 4)
    prior = plan.prior.captions if plan.prior else ()
    others = [caption for captions in prior for caption in captions]
    captions = {"", *(item.caption for item in plan.items), *others}
    return Training(
        plan=plan,
        family=OneMatrix(),  # type: ignore[arg-type]  # the part of a family that a step asks
        transformer=matrix,
        parameters=parameters,
        text=None,
        parts=[make_part(plan.optimizer, parameters, plan.optimizer.learning_rate)],
        latents=[
            [torch.full(shape, index + 1.0), torch.full(shape, -index - 1.0)]
            for index in range(len(plan.items))
        ],
        conditions={text: {"embeds": torch.full((CHANNELS,), len(text) / 100)} for text in captions},
        device=torch.device("cpu"),
        prior=[torch.full((PRIOR_PICTURES, *shape), index + 100.0) for index in range(len(prior))],
        run=run,
        run_hash="0" * 64,
        checkpoint_seconds=1e9,
        processes=processes or Processes(),
    )


def run_epochs(training: Training, epochs: int) -> Tensor:
    """The matrix after so many epochs."""
    for epoch in range(1, epochs + 1):
        for _ in train_epoch(training, epoch, Interrupts()):
            pass
    return training.parameters["transformer.matrix"].detach().clone()


def asked(training: Training) -> list[tuple[Tensor, Tensor, list[Condition]]]:
    family: Any = training.family
    found: list[tuple[Tensor, Tensor, list[Condition]]] = family.asked
    return found

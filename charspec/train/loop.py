"""The training loop. One step: take the batch that the schedule names, mix noise into its latents, predict
the velocity, learn.

Latents and encoded captions are there already; nothing here knows which base it trains.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from charspec.errors import CharspecError
from charspec.families import Condition, Family
from charspec.plan import OptimizerPlan, TrainPlan
from charspec.train.checkpoint import Progress, save_state
from charspec.train.events import Steps
from charspec.train.interrupts import Interrupts, StoppedError
from charspec.train.sample import on
from charspec.train.schedule import Purpose, batches, draw, rate_factor, stream

LOSS_EVERY = 10
"""Losses are read from the device every so many steps: reading each would make a GPU wait for the CPU."""

EXPLODED = 100.0
"""A velocity's squared error is near 1 at worst when all is well; from here on nothing is learnt any more."""

GRID_SIGMAS = (0.2, 0.4, 0.6, 0.8)
GRID_ITEMS = 8


@dataclass
class Training:
    """All that a training works on. `latents[i]` are those of item i and, if the plan flips, of its mirror
    image."""

    plan: TrainPlan
    family: Family
    transformer: Any
    parameters: Mapping[str, Tensor]
    optimizer: torch.optim.Optimizer
    latents: Sequence[Sequence[Tensor]]
    conditions: Mapping[str, Condition]
    device: torch.device
    run: Path
    run_hash: str
    checkpoint_seconds: float
    progress: Progress = field(default_factory=Progress)

    def batches(self, epoch: int) -> list[tuple[int, ...]]:
        items = self.plan.items
        return batches(
            self.plan.seed,
            epoch,
            [item.repeats for item in items],
            [item.bucket for item in items],
            self.plan.batch_size,
        )

    def save(self) -> None:
        save_state(self.run, self.run_hash, self.progress, self.parameters, self.optimizer)


def make_optimizer(plan: OptimizerPlan, parameters: Mapping[str, Tensor]) -> torch.optim.Optimizer:
    if plan.name != "adamw":
        raise CharspecError(
            f"charspec cannot train with the optimizer '{plan.name}' yet",
            hint="Use optimizer=adamw.",
            exit_code=1,
        )
    return torch.optim.AdamW(
        list(parameters.values()),
        lr=plan.learning_rate,
        betas=plan.betas,
        eps=plan.epsilon,
        weight_decay=plan.weight_decay,
        fused=True,
    )


def train_epoch(training: Training, epoch: int, interrupts: Interrupts) -> Iterator[Steps]:
    """Make the steps of `epoch` (from 1) that are not made yet, saving the state now and then and at the
    end."""
    progress = training.progress
    order = training.batches(epoch)
    first, last = (epoch - 1) * len(order), epoch * len(order)
    steps = training.plan.epochs * len(order)
    if progress.step == first:
        progress.losses, progress.loss_sum = 0, 0.0
    unread: list[Tensor] = []
    saved = time.monotonic()
    with interrupts.held():
        while progress.step < last:
            unread.append(_step(training, order[progress.step - first], steps))
            progress.step += 1
            due = time.monotonic() - saved >= training.checkpoint_seconds
            stop = interrupts.received  # asked once: a signal may come at any moment below
            ending = progress.step == last or stop is not None
            if due or ending or len(unread) == LOSS_EVERY:
                _read_losses(training, epoch, order, unread)
                yield Steps(epoch, progress.step, steps, progress.loss_sum / progress.losses)
            if due or ending:
                training.save()
                saved = time.monotonic()
            if stop is not None:
                raise StoppedError(stop, f"step {progress.step} of {steps} is saved")


def _step(training: Training, batch: tuple[int, ...], steps: int) -> Tensor:
    """One optimizer step; returns its loss, still on the device."""
    plan, step = training.plan, training.progress.step
    x0s, noises, sigmas, conditions = [], [], [], []
    for sample, index in enumerate(batch):
        shape = tuple(training.latents[index][0].shape)
        drawn = draw(plan.seed, step, sample, shape, plan.noise, plan.flip, plan.caption_dropout)
        x0s.append(training.latents[index][1 if drawn.flip else 0])
        noises.append(torch.from_numpy(drawn.noise))
        sigmas.append(drawn.sigma)
        caption = "" if drawn.drop_caption else plan.items[index].caption
        conditions.append(on(training.conditions[caption], training.device))
    x0, noise = torch.stack(x0s).to(training.device), torch.stack(noises).to(training.device)
    sigma = torch.tensor(sigmas, device=training.device)
    for group in training.optimizer.param_groups:
        group["lr"] = plan.optimizer.learning_rate * rate_factor(plan.lr_schedule, step, steps)
    loss = _loss(training, x0, noise, sigma, conditions)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(training.parameters.values(), plan.optimizer.max_grad_norm)
    training.optimizer.step()
    training.optimizer.zero_grad(set_to_none=True)
    return loss.detach()


def _loss(
    training: Training, x0: Tensor, noise: Tensor, sigma: Tensor, conditions: Sequence[Condition]
) -> Tensor:
    """Mean squared error of the velocity at x_σ."""
    mix = sigma.view(-1, 1, 1, 1)
    velocity = training.family.predict(training.transformer, (1 - mix) * x0 + mix * noise, sigma, conditions)
    return torch.nn.functional.mse_loss(velocity, noise - x0)


def _read_losses(
    training: Training, epoch: int, order: Sequence[tuple[int, ...]], unread: list[Tensor]
) -> None:
    """Add the losses that are still on the device, and stop if one shows that the training is lost."""
    progress = training.progress
    values: list[float] = torch.stack(unread).tolist()
    for step, loss in enumerate(values, progress.step - len(values)):
        if not math.isfinite(loss) or loss > EXPLODED:
            batch = order[step - (epoch - 1) * len(order)]
            files = ", ".join(training.plan.items[index].file for index in batch)
            good = f"epoch {epoch - 1} is the last good one" if epoch > 1 else "no epoch was finished"
            raise CharspecError(
                f"the loss became {loss:g} at step {step + 1} (epoch {epoch}); {good}",
                where=files,
                hint="Look at that picture, or lower train.learning_rate.",
                exit_code=1,
            )
        progress.loss_sum += loss
        progress.losses += 1
    unread.clear()


@torch.no_grad()
def grid_loss(training: Training) -> float:
    """The loss on the same items, σ and noise every time, so that epochs can be compared."""
    total, count = 0.0, min(GRID_ITEMS, len(training.latents))
    for index in range(count):
        x0 = training.latents[index][0].to(training.device)
        rng = stream(training.plan.seed, Purpose.GRID, index)
        noise = torch.stack(
            [torch.from_numpy(rng.standard_normal(tuple(x0.shape), dtype=np.float32)) for _ in GRID_SIGMAS]
        ).to(training.device)
        condition = on(training.conditions[training.plan.items[index].caption], training.device)
        sigma = torch.tensor(GRID_SIGMAS, device=training.device)
        x0 = x0.expand(len(GRID_SIGMAS), *x0.shape)
        total += _loss(training, x0, noise, sigma, [condition] * len(GRID_SIGMAS)).item()
    return total / count

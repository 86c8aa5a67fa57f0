"""The training loop. One step: take the noisy latents of the batch that the schedule names, predict the
velocity, learn.

Latents and encoded captions are there already; nothing here knows which base it trains.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from charspec.errors import CharspecError
from charspec.families import Condition
from charspec.train.events import Steps
from charspec.train.interrupts import Interrupts, StoppedError
from charspec.train.noisy import Noisy, mixed, noisy_batches
from charspec.train.optimizer import step as make_step
from charspec.train.schedule import Purpose, rate_factor, stream
from charspec.train.tensors import send
from charspec.train.training import Training

LOSS_EVERY = 10
"""Losses are read from the device every so many steps: reading each would make a GPU wait for the CPU."""

EXPLODED = 100.0
"""A velocity's squared error is near 1 at worst when all is well; from here on nothing is learnt any more."""

GRID_SIGMAS = (0.2, 0.4, 0.6, 0.8)
GRID_ITEMS = 8


def train_epoch(
    training: Training, epoch: int, interrupts: Interrupts, until: int | None = None
) -> Iterator[Steps]:
    """Make the steps of `epoch` (from 1) that are not made yet, up to step `until` if that comes before its
    end, saving the state now and then and at the end."""
    progress, processes = training.progress, training.processes
    order = training.batches(epoch)
    first, last = (epoch - 1) * len(order), min(epoch * len(order), until or math.inf)
    steps = training.plan.epochs * len(order)
    if progress.step == first:
        progress.losses, progress.loss_sum = 0, 0.0
    coming = noisy_batches(training, order[progress.step - first :], progress.step)
    unread: list[Tensor] = []
    saved = time.monotonic()
    with interrupts.held():
        while progress.step < last:
            unread.append(_step(training, next(coming), steps))
            progress.step += 1
            late = processes.first and time.monotonic() - saved >= training.checkpoint_seconds
            # Asked once, of all processes: a signal may come to any of them at any moment below.
            due, stop = processes.largest(late, interrupts.received or 0)
            ending = progress.step == last or stop
            if due or ending or len(unread) == LOSS_EVERY:
                recent = _read_losses(training, epoch, order, unread)
                yield Steps(epoch, progress.step, steps, progress.loss_sum / progress.losses, recent)
            if due or ending:
                if processes.first:
                    training.save()
                saved = time.monotonic()
            if stop:
                raise StoppedError(stop, f"step {progress.step} of {steps} is saved")


def _step(training: Training, batch: Sequence[Noisy], steps: int) -> Tensor:
    """One optimizer step; returns this process's share of its loss, still on the device."""
    plan, processes = training.plan, training.processes
    loss = None
    for some in batch:
        part = _loss(training, some, training.encode(some.captions))
        if some.share < 1:
            part = part * some.share
        part.backward()
        if some.reported:
            loss = part.detach() if loss is None else loss + part.detach()
    processes.sum_gradients(tensor for part in training.parts for tensor in part.stepped)
    factor = rate_factor(plan.lr_schedule, training.progress.step, steps)
    make_step(training.parts, factor, plan.optimizer.max_grad_norm)
    return torch.zeros((), device=training.device) if loss is None else loss


def _loss(training: Training, noisy: Noisy, conditions: Sequence[Condition]) -> Tensor:
    """Mean squared error of the velocity at x_σ."""
    x, wanted, sigma = (send(value, training.device) for value in (noisy.x, noisy.velocity, noisy.sigma))
    velocity = training.family.predict(training.transformer, x, sigma, conditions)
    return torch.nn.functional.mse_loss(velocity, wanted)


def _read_losses(
    training: Training, epoch: int, order: Sequence[tuple[int, ...]], unread: list[Tensor]
) -> float:
    """Add the losses that are still on the device and return their mean; stop if one shows that the training
    is lost."""
    progress = training.progress
    values = training.processes.sum_numbers(torch.stack(unread).tolist())
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
    return sum(values) / len(values)


@torch.no_grad()
def grid_loss(training: Training) -> float:
    """The loss on the same items, σ and noise every time, so that epochs can be compared."""
    total, count = 0.0, min(GRID_ITEMS, len(training.latents))
    sigma = torch.tensor(GRID_SIGMAS)
    for index in range(count):
        x0, caption = training.latents[index][0], training.plan.items[index].caption
        rng = stream(training.plan.seed, Purpose.GRID, index)
        noises = [rng.standard_normal(tuple(x0.shape), dtype=np.float32) for _ in GRID_SIGMAS]
        x, velocity = mixed(x0.expand(len(GRID_SIGMAS), *x0.shape), torch.from_numpy(np.stack(noises)), sigma)
        conditions = training.encode([caption]) * len(GRID_SIGMAS)
        total += _loss(training, Noisy(x, velocity, sigma, [caption]), conditions).item()
    return total / count

"""The training loop. One step: take the batch that the schedule names, mix noise into its latents, predict
the velocity, learn.

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
from charspec.plan import PriorPlan
from charspec.train.events import Steps
from charspec.train.interrupts import Interrupts, StoppedError
from charspec.train.optimizer import step as make_step
from charspec.train.prior import caption_of, picture_of
from charspec.train.schedule import Purpose, draw, in_parts, rate_factor, stream
from charspec.train.tensors import send
from charspec.train.training import Training

LOSS_EVERY = 10
"""Losses are read from the device every so many steps: reading each would make a GPU wait for the CPU."""

EXPLODED = 100.0
"""A velocity's squared error is near 1 at worst when all is well; from here on nothing is learnt any more."""

GRID_SIGMAS = (0.2, 0.4, 0.6, 0.8)
GRID_ITEMS = 8


def train_epoch(training: Training, epoch: int, interrupts: Interrupts) -> Iterator[Steps]:
    """Make the steps of `epoch` (from 1) that are not made yet, saving the state now and then and at the
    end."""
    progress, processes = training.progress, training.processes
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


def _step(training: Training, batch: tuple[int, ...], steps: int) -> Tensor:
    """One optimizer step; returns this process's share of its loss, still on the device."""
    plan, processes = training.plan, training.processes
    mine = processes.share(range(len(batch)))
    loss = torch.zeros((), device=training.device)
    for samples in in_parts(mine, plan.gradient_accumulation):
        part = _loss(training, *_drawn(training, batch, samples))
        if len(samples) < len(batch):
            part = part * (len(samples) / len(batch))
        part.backward()
        loss += part.detach()
    if plan.prior is not None and training.progress.step % plan.prior.every == 0 and processes.first:
        _loss(training, *_drawn_prior(training, plan.prior, batch[0])).backward()
    processes.sum_gradients(tensor for part in training.parts for tensor in part.stepped)
    factor = rate_factor(plan.lr_schedule, training.progress.step, steps)
    make_step(training.parts, factor, plan.optimizer.max_grad_norm)
    return loss


def _drawn(
    training: Training, batch: tuple[int, ...], samples: Sequence[int]
) -> tuple[Tensor, Tensor, Tensor, list[Condition]]:
    """What some samples of a batch train on: x0, noise, σ and conditions."""
    plan, step, where = training.plan, training.progress.step, training.device
    x0s, noises, sigmas, captions = [], [], [], []
    for sample in samples:
        latents = training.latents[batch[sample]]
        drawn = draw(
            plan.seed, step, sample, tuple(latents[0].shape), plan.noise, plan.flip, plan.caption_dropout
        )
        x0s.append(latents[1 if drawn.flip else 0])
        noises.append(torch.from_numpy(drawn.noise))
        sigmas.append(drawn.sigma)
        captions.append("" if drawn.drop_caption else plan.items[batch[sample]].caption)
    x0, noise = send(torch.stack(x0s), where), send(torch.stack(noises), where)
    return x0, noise, send(torch.tensor(sigmas), where), training.encode(captions)


def _drawn_prior(
    training: Training, prior: PriorPlan, index: int
) -> tuple[Tensor, Tensor, Tensor, list[Condition]]:
    """As `_drawn`, for one picture of another in the scene of an item."""
    plan, step, where = training.plan, training.progress.step, training.device
    picture = picture_of(step, prior)
    x0 = training.prior[index][picture][None]
    drawn = draw(plan.seed, step, 0, tuple(x0.shape[1:]), plan.noise, False, 0, Purpose.PRIOR)
    noise, sigma = torch.from_numpy(drawn.noise)[None], torch.tensor([drawn.sigma])
    caption = caption_of(picture, prior.captions[index])
    return send(x0, where), send(noise, where), send(sigma, where), training.encode([caption])


def _loss(
    training: Training, x0: Tensor, noise: Tensor, sigma: Tensor, conditions: Sequence[Condition]
) -> Tensor:
    """Mean squared error of the velocity at x_σ."""
    mix = sigma.view(-1, 1, 1, 1)
    velocity = training.family.predict(training.transformer, (1 - mix) * x0 + mix * noise, sigma, conditions)
    return torch.nn.functional.mse_loss(velocity, noise - x0)


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
    for index in range(count):
        x0 = training.latents[index][0].to(training.device)
        rng = stream(training.plan.seed, Purpose.GRID, index)
        noise = torch.stack(
            [torch.from_numpy(rng.standard_normal(tuple(x0.shape), dtype=np.float32)) for _ in GRID_SIGMAS]
        ).to(training.device)
        condition = training.encode([training.plan.items[index].caption])[0]
        sigma = torch.tensor(GRID_SIGMAS, device=training.device)
        x0 = x0.expand(len(GRID_SIGMAS), *x0.shape)
        total += _loss(training, x0, noise, sigma, [condition] * len(GRID_SIGMAS)).item()
    return total / count

"""What steps learn from: latents with noise mixed in, and the velocity that leads out of it.

Each draw is a pure function of its step, so those of some steps are made at once and their bytes are those
of one at a time. Between two steps of a model nothing that a draw needs is left in the processor's caches:
measured at 16×16×16 latents, 0.33 ms alone and 0.05 ms among its like.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from charspec.plan import PriorPlan
from charspec.train.prior import caption_of, picture_of
from charspec.train.schedule import Purpose, draw, in_parts
from charspec.train.training import Training

AHEAD = 16
"""Pictures drawn at once. With 1024 px each keeps 2 to 4 MB of memory until its step is made."""


class Noisy(NamedTuple):
    """Some pictures of a batch: x_σ and velocity are (B, C, h, w), σ is (B,). `share` is their part of the
    batch's loss; what is not `reported` is learnt from and not counted in it."""

    x: Tensor
    velocity: Tensor
    sigma: Tensor
    captions: Sequence[str]
    share: float = 1.0
    reported: bool = True


def noisy_batches(
    training: Training, batches: Sequence[tuple[int, ...]], step: int
) -> Iterator[Sequence[Noisy]]:
    """What this process learns from in each batch, in parts for accumulation; the first batch is `step`'s."""
    count = max(1, AHEAD // training.plan.batch_size)
    for start in range(0, len(batches), count):
        some = batches[start : start + count]
        yield from [_of_batch(training, batch, step + start + index) for index, batch in enumerate(some)]


def mixed(x0: Tensor, noise: Tensor, sigma: Tensor) -> tuple[Tensor, Tensor]:
    """x_σ and the velocity, of B pictures, noises and σ."""
    mix = sigma.view(-1, 1, 1, 1)
    return (1 - mix) * x0 + mix * noise, noise - x0


def _of_batch(training: Training, batch: tuple[int, ...], step: int) -> Sequence[Noisy]:
    plan, processes = training.plan, training.processes
    mine = processes.share(range(len(batch)))
    found = [_of(training, batch, samples, step) for samples in in_parts(mine, plan.gradient_accumulation)]
    if plan.prior is not None and step % plan.prior.every == 0 and processes.first:
        found.append(_of_others(training, plan.prior, batch[0], step))
    return found


def _of(training: Training, batch: tuple[int, ...], samples: Sequence[int], step: int) -> Noisy:
    plan = training.plan
    x0s, noises, sigmas, captions = [], [], [], []
    for sample in samples:
        latents = training.latents[batch[sample]]
        shape = tuple(latents[0].shape)
        drawn = draw(plan.seed, step, sample, shape, plan.noise, plan.flip, plan.caption_dropout)
        x0s.append(latents[1 if drawn.flip else 0])
        noises.append(torch.from_numpy(drawn.noise))
        sigmas.append(drawn.sigma)
        captions.append("" if drawn.drop_caption else plan.items[batch[sample]].caption)
    sigma = torch.tensor(sigmas)
    x, velocity = mixed(torch.stack(x0s), torch.stack(noises), sigma)
    return Noisy(x, velocity, sigma, captions, len(samples) / len(batch))


def _of_others(training: Training, prior: PriorPlan, index: int, step: int) -> Noisy:
    """One picture of another in the scene of an item."""
    plan, picture = training.plan, picture_of(step, prior)
    x0 = training.prior[index][picture][None]
    drawn = draw(plan.seed, step, 0, tuple(x0.shape[1:]), plan.noise, False, 0, Purpose.PRIOR)
    sigma = torch.tensor([drawn.sigma])
    x, velocity = mixed(x0, torch.from_numpy(drawn.noise)[None], sigma)
    return Noisy(x, velocity, sigma, [caption_of(picture, prior.captions[index])], reported=False)

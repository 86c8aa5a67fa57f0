"""The schedule of a training, as pure functions: what step k does depends on nothing that happened before it.

`(seed, epoch)` gives the order of items, `(seed, step, sample)` gives noise, σ, flip and dropout, each from
its own counter of Philox4×64 (Salmon et al., “Parallel random numbers: as easy as 1, 2, 3”, 2011). So there
is no random state to save, and a resumed run does what a straight one would.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, unique
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from charspec.plan import LrSchedulePlan, NoisePlan

Array = NDArray[np.float32]


@unique
class Purpose(IntEnum):
    """Draws for different purposes never share a stream."""

    ORDER = 1
    STEP = 2
    LORA = 3
    GRID = 4
    SAMPLE = 5
    PRIOR = 6
    TEXT_LORA = 7


def stream(seed: int, purpose: Purpose, major: int = 0, minor: int = 0) -> np.random.Generator:
    """The random numbers of one place: 2⁶⁴ draws long, independent of every other place."""
    key = np.array([seed % 2**64, int(purpose)], dtype=np.uint64)
    counter = np.array([0, 0, minor, major], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=counter))


@dataclass(frozen=True)
class Draw:
    """What one sample of one step adds to its picture and caption."""

    noise: Array
    sigma: float
    flip: bool
    drop_caption: bool


def draw(
    seed: int,
    step: int,
    sample: int,
    shape: tuple[int, ...],
    noise: NoisePlan,
    flip: bool,
    dropout: float,
    purpose: Purpose = Purpose.STEP,
) -> Draw:
    """The draw of the `sample`-th picture of the batch of `step` (counted from 0); `shape` is the latents'
    (C, h, w)."""
    rng = stream(seed, purpose, step, sample)
    z, coin, drop = float(rng.standard_normal()), float(rng.random()), float(rng.random())
    return Draw(
        noise=rng.standard_normal(shape, dtype=np.float32),
        sigma=sigma_of(noise, z),
        flip=flip and coin < 0.5,
        drop_caption=drop < dropout,
    )


def sigma_of(noise: NoisePlan, z: float) -> float:
    """σ of a standard normal `z`: logit-normal (Esser et al., 2024), then shifted towards noise for larger
    pictures."""
    sigma = 1 / (1 + math.exp(-(noise.mean + noise.std * z)))
    return noise.shift * sigma / (1 + (noise.shift - 1) * sigma)


def batches(
    seed: int, epoch: int, repeats: Sequence[int], buckets: Sequence[tuple[int, int]], batch_size: int
) -> list[tuple[int, ...]]:
    """The batches of one epoch, as indices of items: every item × its repeats, one bucket per batch, none
    dropped.

    A bucket's last batch is short if its samples do not fill it.
    """
    rng = stream(seed, Purpose.ORDER, epoch)
    samples = np.repeat(np.arange(len(repeats)), repeats)
    shuffled = [int(item) for item in rng.permutation(samples)]
    by_bucket: dict[tuple[int, int], list[int]] = {}
    for item in shuffled:
        by_bucket.setdefault(buckets[item], []).append(item)
    found = [
        tuple(items[start : start + batch_size])
        for _, items in sorted(by_bucket.items())
        for start in range(0, len(items), batch_size)
    ]
    return [found[int(index)] for index in rng.permutation(len(found))]


def in_parts(samples: Sequence[int], parts: int) -> list[Sequence[int]]:
    """Samples in at most `parts` parts of nearly the same length, none empty.

    >>> in_parts(range(5), 2), in_parts(range(2), 4)
    ([range(0, 3), range(3, 5)], [range(0, 1), range(1, 2)])
    """
    count = min(parts, len(samples))
    ends = [-(-len(samples) * part // count) for part in range(count + 1)] if count else []
    return [samples[start:end] for start, end in pairwise(ends)]


def steps_per_epoch(repeats: Sequence[int], buckets: Sequence[tuple[int, int]], batch_size: int) -> int:
    """How many batches an epoch has; the same for every epoch."""
    return len(batches(0, 0, repeats, buckets, batch_size))


def rate_factor(schedule: LrSchedulePlan, step: int, steps: int) -> float:
    """What the learning rate is multiplied by at `step` of `steps`: a linear warm-up, then the schedule's
    course to its end."""
    if step < schedule.warmup_steps:
        return (step + 1) / schedule.warmup_steps
    if schedule.name == "constant":
        return 1.0
    done = (step - schedule.warmup_steps) / max(1, steps - schedule.warmup_steps)
    return 1 - done if schedule.name == "linear" else 0.5 * (1 + math.cos(math.pi * done))

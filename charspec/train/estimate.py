"""What a training will take, said before it begins. Where nothing was measured, nothing is said."""

from __future__ import annotations

from dataclasses import dataclass

from charspec.plan import Lock


@dataclass(frozen=True)
class Cost:
    """Measured on one thread of a busy 2.6 GHz server core at the base's own resolution, rank 16, batch 1."""

    seconds_per_step: float
    seconds_per_picture_step: float
    memory_gb: float


MEASURED = {"tiny": Cost(seconds_per_step=0.05, seconds_per_picture_step=0.031, memory_gb=0.5)}
"""By base. Real bases were not measured yet: their times depend on the GPU and show after the first steps."""


@dataclass(frozen=True)
class Estimate:
    """`None` where it is not known beforehand."""

    seconds: float | None
    memory_gb: float | None


def estimate(lock: Lock, epochs_done: int) -> Estimate:
    """Time and memory for what is left after `epochs_done` epochs, of which epoch 0 is one."""
    plan, samples = lock.plan.train, lock.plan.samples
    cost = MEASURED.get(plan.base.name)
    if cost is None:
        return Estimate(None, None)
    left = max(0, plan.epochs + 1 - epochs_done)
    steps = plan.steps_per_epoch * min(left, plan.epochs)
    picture_steps = left * (len(samples.prompts) + 1) * samples.steps
    trained = (plan.resolution / 64) ** 2 * plan.batch_size
    drawn = samples.width * samples.height / 64**2
    seconds = steps * cost.seconds_per_step * trained + picture_steps * cost.seconds_per_picture_step * drawn
    return Estimate(seconds, cost.memory_gb)

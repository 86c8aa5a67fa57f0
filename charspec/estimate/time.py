"""How long a training takes, where its base was measured on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from charspec.estimate.calibration import Speed, read_calibration
from charspec.estimate.memory import Setup, setup_of
from charspec.estimate.sizes import size_of
from charspec.plan import PRIOR_PICTURES, Plan
from charspec.settings.execution import HardwareExecution

SHIPPED = Speed(
    base="tiny",
    device="one thread of a busy 2.6 GHz server core",
    precision="float32",
    quantization="none",
    gradient_checkpointing=False,
    offload="none",
    compile=False,
    tokens=128,
    rank=16,
    seconds_per_step=0.05,
    pixels=64 * 64,
    seconds_per_drawing_step=0.031,
    peak_bytes=None,
    source="benchmark",
    charspec="0.1.0",
)
"""The embedded base, until this machine has measured it. Of others nothing is known beforehand."""


@dataclass(frozen=True)
class Estimate:
    """Seconds, and where they were measured; `seconds` is None if nothing like it was."""

    seconds: float | None
    speed: Speed | None


def time(plan: Plan, execution: HardwareExecution, epochs_done: int = 0) -> Estimate:
    """The time for what is left after `epochs_done` epochs, of which epoch 0 is one: steps by their tokens,
    samples by their pixels."""
    found = list(_like(plan, setup_of(plan.train, execution)))
    if not found:
        return Estimate(None, None)
    speed, train, samples = found[-1], plan.train, plan.samples
    left = max(0, train.epochs + 1 - epochs_done)
    steps = train.steps_per_epoch * min(left, train.epochs)
    seconds = steps * train.passes_per_step * speed.seconds_per_step * mean_tokens(plan) / speed.tokens
    if speed.seconds_per_drawing_step is not None and speed.pixels is not None:
        drawn = left * (len(samples.prompts) + 1) * samples.steps
        if train.prior is not None and not epochs_done:
            drawn += PRIOR_PICTURES * len(train.items) * train.prior.steps
        share = samples.width * samples.height / speed.pixels
        seconds += drawn * speed.seconds_per_drawing_step * share
    return Estimate(seconds, speed)


def _like(plan: Plan, setup: Setup) -> Iterator[Speed]:
    """Measurements of this base with these settings, the best last: shipped, benchmarks, runs."""
    known = (SHIPPED, *sorted(read_calibration().speeds, key=lambda speed: speed.source))
    for speed in known:
        if (
            speed.base == plan.train.base.name
            and speed.compile == plan.train.compile
            and (speed.precision, speed.quantization, speed.gradient_checkpointing, speed.offload)
            == (setup.precision, setup.quantization, setup.gradient_checkpointing, setup.offload)
        ):
            yield speed


def mean_tokens(plan: Plan) -> float:
    """Tokens of a mean step: pictures and captions of a batch."""
    train = plan.train
    size = size_of(train.base.name)
    per_token = size.pixels_per_token if size else train.base.multiple**2
    pictures = sum(item.bucket[0] * item.bucket[1] / per_token * item.repeats for item in train.items)
    return (pictures / train.samples_per_epoch + train.base.token_limit) * (
        train.samples_per_epoch / train.steps_per_epoch
    )

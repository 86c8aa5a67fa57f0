"""What a training writes and fetches, in bytes."""

from __future__ import annotations

from dataclasses import dataclass

from charspec.estimate.memory import MOMENTS, WIDTH
from charspec.estimate.sizes import BaseSize
from charspec.plan import Plan

PNG_PER_PIXEL = 1.5
"""Bytes of a sample's PNG, a guess: half of the pixels' own three bytes."""


@dataclass(frozen=True)
class Disk:
    """Bytes. `text_cache` is the most: bases that leave padding out keep less."""

    latent_cache: float
    text_cache: float
    lora_files: float
    state: float
    samples: float
    base: float

    @property
    def run(self) -> float:
        """What the run's folder comes to."""
        return self.lora_files + self.state + self.samples


def disk(plan: Plan, size: BaseSize) -> Disk:
    """Caches, files and samples of a plan, and the base's own download at 2 bytes a parameter."""
    train, samples = plan.train, plan.samples
    pixels = sum(item.bucket[0] * item.bucket[1] for item in train.items) * (1 + train.flip)
    texts = {item.caption for item in train.items} | {slot.prompt for slot in samples.prompts.values()}
    texts |= {samples.control.prompt, ""}
    learnt = size.transformer.lora_per_rank * train.lora.rank
    drawn = (len(samples.prompts) + 1) * (train.epochs + 1) * samples.width * samples.height
    encoded = len(texts) * train.base.token_limit * size.text_width * WIDTH[train.precision]
    return Disk(
        latent_cache=pixels * size.vae.latent_values_per_pixel * 4,
        text_cache=encoded if train.text_encoder is None else 0,
        lora_files=4 * learnt * train.epochs,
        state=learnt * (4 + MOMENTS[train.optimizer.name]),
        samples=drawn * PNG_PER_PIXEL,
        base=2 * size.parameters,
    )

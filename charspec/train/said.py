"""What a picture will say of itself: how it was drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from charspec.drawn import Drawn
from charspec.train.generate import Source, Wish


def describe(source: Source, negative: str) -> Callable[[Wish], Drawn]:
    """A function from each wish to its description; the files are hashed once."""
    samples, base = source.samples, source.base
    lora, text_lora = _sha256(source.weights), _sha256(source.text_weights)
    name = source.weights.stem if source.weights else None

    def said(wish: Wish) -> Drawn:
        return Drawn(
            prompt=wish.prompt,
            negative=negative,
            seed=wish.seed,
            strength=wish.strength,
            width=samples.width,
            height=samples.height,
            steps=samples.steps,
            guidance_scale=samples.guidance_scale,
            base=base.name,
            repository=base.repository,
            revision=base.revision,
            lora=lora,
            text_lora=text_lora,
            name=name,
        )

    return said


def _sha256(path: Path | None) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else None

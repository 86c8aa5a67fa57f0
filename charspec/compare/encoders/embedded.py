"""The embedded base's own: its encoder for who is in a picture, its judge for what a prompt asks.

Both were trained on drawings of its world (docs/tiny.md) and know nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from charspec.tiny import CLASSIFIER
from charspec.tiny.asking import asked
from charspec.tiny.character import sample_character, sample_scene
from charspec.tiny.drawing import draw
from charspec.tiny.encoder import SIDE, Encoder, load_encoder
from charspec.tiny.pretrain.classifier import HEADS, Classifier, load_classifier
from charspec.tiny.tensors import to_tensor

_OTHERS = 200
_UNJUDGED = frozenset(("expression", "kind"))
"""Expressions the base itself cannot draw: 21% of its pictures show the one asked for, and one in five would
by chance. Whether it is a woman is a question of who it is, which identity answers."""


@dataclass(frozen=True)
class EmbeddedEncoder:
    """`charspec.tiny.encoder` on pictures of any size."""

    name: str
    model: Encoder

    @classmethod
    @cache
    def open(cls, name: str) -> EmbeddedEncoder:
        return cls(name, load_encoder())

    @torch.no_grad()
    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self.model(_pixels(images)).numpy()
        return found

    def others(self) -> NDArray[np.float32]:
        """Drawings of people by lot, the same every time: what a picture of nobody in particular is like."""
        rng = Random("charspec/others")
        return self.embed([draw(sample_character(rng), sample_scene(rng)) for _ in range(_OTHERS)])


@dataclass(frozen=True)
class EmbeddedJudge:
    """The judge of attributes: how sure it is, on average, that a picture shows what its prompt names.

    1 if it sees all of it, 0 if nothing. Expressions are not asked for (see `_UNJUDGED`), and styles are not
    known to it.
    """

    name: str
    model: Classifier

    @classmethod
    @cache
    def open(cls, name: str) -> EmbeddedJudge:
        return cls(name, load_classifier(CLASSIFIER))

    @torch.no_grad()
    def agreement(self, images: Sequence[Image.Image], texts: Sequence[str]) -> list[float | None]:
        chances = {name: logits.softmax(1) for name, logits in self.model(_pixels(images)).items()}
        found: list[float | None] = []
        for row, text in enumerate(texts):
            wanted = {name: value for name, value in asked(text).items() if name not in _UNJUDGED}
            sure = [float(chances[name][row, HEADS[name].index(value)]) for name, value in wanted.items()]
            found.append(sum(sure) / len(sure) if sure else None)
        return found


def _pixels(images: Sequence[Image.Image]) -> torch.Tensor:
    fitted = [image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX) for image in images]
    return to_tensor(fitted)

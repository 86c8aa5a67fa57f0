"""The encoder of the embedded base's world: a picture becomes 64 numbers that say who is in it.

Pictures of one character lie near each other in any pose, place, light and expression; the more two
characters differ (`likeness`), the further apart theirs lie. It was trained on drawings and on soft copies
of them, as the base's samples are soft (`charspec.tiny.pretrain.encoder`); docs/tiny.md has what it can do,
measured on characters that it never saw.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from charspec.tiny import ENCODER
from charspec.tiny.character import Character
from charspec.tiny.packed import load_packed
from charspec.tiny.palette import RGB

WIDTHS = (3, 24, 48, 96, 128)
EMBEDDING = 64
SIDE = 64
"""px of the pictures it takes, as the base draws them."""

# What makes two characters the same, and how much of it: hair and clothes are most of a 64 px picture.
SHARES = {"hair": 0.25, "garment": 0.25, "accessory": 0.2, "skin": 0.12, "kind": 0.08, "marks": 0.1}
APART = 150.0
"""Distance in RGB from which on two colours have nothing in common."""


class Encoder(nn.Module):
    """(B, 3, SIDE, SIDE) in −1…1 → (B, 64) of length 1; the cosine of two is their likeness."""

    def __init__(self) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in pairwise(WIDTHS))
        self.norms = nn.ModuleList(nn.GroupNorm(8, width) for width in WIDTHS[1:])
        self.hidden = nn.Linear(WIDTHS[-1] * 16, 192)
        self.embedding = nn.Linear(192, EMBEDDING)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = functional.silu(norm(convolution(x)))
        x = functional.silu(self.hidden(x.flatten(1)))
        return functional.normalize(self.embedding(x), dim=1)


def load_encoder(path: Path = ENCODER) -> Encoder:
    """The encoder from its file, ready to run in float32."""
    model = Encoder()
    model.load_state_dict(load_packed(path))
    return model.eval()


def likeness(one: Character, other: Character) -> float:
    """How much of two characters is the same, 0 to 1; 1 only for one and the same."""
    a, b = one.paint, other.paint
    agree = {
        "hair": 0.6 * _colours(a["hair"], b["hair"]) + 0.4 * (one.hair_style == other.hair_style),
        "garment": 0.7 * _colours(a["garment"], b["garment"]) + 0.3 * (one.garment == other.garment),
        "accessory": _accessories(one, other),
        "skin": _colours(a["skin"], b["skin"]),
        "kind": float(one.kind == other.kind),
        "marks": sum(_marks(x, y) for x, y in zip(_marked(one), _marked(other), strict=True)) / 4,
    }
    return sum(SHARES[part] * agreement for part, agreement in agree.items())


def _colours(a: RGB, b: RGB) -> float:
    distance = sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5
    return max(0.0, 1 - float(distance) / APART)


def _accessories(one: Character, other: Character) -> float:
    if one.accessory != other.accessory:
        return 0.0
    if one.accessory in ("none", "glasses"):  # neither has a colour that is drawn
        return 1.0
    return 0.5 + 0.5 * _colours(one.paint["accessory"], other.paint["accessory"])


def _marked(character: Character) -> tuple[RGB | None, ...]:
    return character.horns, character.stripe, character.eyes, character.second_hair


def _marks(a: RGB | None, b: RGB | None) -> float:
    if a is None or b is None:
        return float(a is b)
    return _colours(a, b)

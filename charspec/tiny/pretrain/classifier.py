"""A small judge of attributes, trained on drawings alone: it never saw a picture of the base that it
examines.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import torch
from torch import nn
from torch.nn import functional

from charspec.tiny import palette
from charspec.tiny.character import (
    Character,
    Scene,
    sample_character,
    sample_scene,
)
from charspec.tiny.drawing import draw
from charspec.tiny.packed import load_packed, save_packed
from charspec.tiny.tensors import to_tensor

STEPS = 1500
BATCH = 64

# attribute → the values it can have; the first group is the character's, the second the scene's
CHARACTER = {
    "kind": palette.KINDS,
    "skin": tuple(palette.SKINS),
    "hair_style": palette.HAIR_STYLES,
    "hair_colour": palette.HAIR_COLOURS,
    "garment": palette.GARMENTS,
    "garment_colour": palette.CLOTH_COLOURS,
    "accessory": palette.ACCESSORIES,
}
SCENE = {
    "angle": palette.ANGLES,
    "framing": palette.FRAMINGS,
    "pose": palette.POSES,
    "expression": palette.EXPRESSIONS,
    "place": palette.PLACES,
    "light": palette.LIGHTS,
}
HEADS = {**CHARACTER, **SCENE}


class Classifier(nn.Module):
    """(B, 3, 64, 64) in −1…1 → for each attribute the logits of its values."""

    def __init__(self) -> None:
        super().__init__()
        widths = (3, 16, 32, 64, 96)
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in pairwise(widths))
        self.norms = nn.ModuleList(nn.GroupNorm(4, width) for width in widths[1:])
        self.hidden = nn.Linear(widths[-1] * 16, 256)
        self.heads = nn.ModuleDict({name: nn.Linear(256, len(values)) for name, values in HEADS.items()})

    def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = functional.silu(norm(convolution(x)))
        x = functional.silu(self.hidden(x.flatten(1)))
        return {name: head(x) for name, head in self.heads.items()}


def labels(subjects: list[tuple[Character, Scene]]) -> dict[str, torch.Tensor]:
    """Attribute → index of its value for each (character, scene)."""
    found = {n: [v.index(getattr(c, n)) for c, _ in subjects] for n, v in CHARACTER.items()}
    found |= {n: [v.index(getattr(s, n)) for _, s in subjects] for n, v in SCENE.items()}
    return {name: torch.tensor(values) for name, values in found.items()}


def visible(attribute: str, character: Character, scene: Scene) -> bool:
    """Whether a picture can show the attribute at all: no expression from behind, no garment's cut in a
    close-up.
    """
    if scene.angle == "back" and (attribute == "expression" or character.accessory in ("glasses", "badge")):
        return attribute not in ("expression", "accessory")
    if attribute in ("garment", "accessory") and scene.framing == "close-up":
        return attribute == "accessory" and character.accessory != "badge"
    return not (attribute == "hair_style" and character.accessory == "hat")


def subjects_by_lot(seed: str, count: int) -> list[tuple[Character, Scene]]:
    """Unstyled pictures: a style hides what is to be judged."""
    rng = Random(seed)
    return [(sample_character(rng), replace(sample_scene(rng), style="")) for _ in range(count)]


@torch.no_grad()
def accuracy(model: Classifier, subjects: list[tuple[Character, Scene]], x: torch.Tensor) -> dict[str, float]:
    """Share of pictures (B, 3, 64, 64) whose attribute is judged to be what was asked for, of those that can
    show it.
    """
    logits, truth = model(x), labels(subjects)
    result = {}
    for name in HEADS:
        shown = torch.tensor([visible(name, c, s) for c, s in subjects])
        right = (logits[name].argmax(1) == truth[name])[shown]
        result[name] = float(right.float().mean())
    return result


def load_classifier(path: Path) -> Classifier:
    """The classifier that `train_classifier` left at `path`, ready to judge in float32."""
    model = Classifier()
    model.load_state_dict(load_packed(path))
    return model.eval()


def train_classifier(path: Path, steps: int = STEPS) -> None:
    """Train on noisy drawings by lot and save to `path`, unless it is there (about two minutes)."""
    if path.exists():
        return
    torch.manual_seed(0)
    model = Classifier()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-4)
    for step in range(steps):
        subjects = subjects_by_lot(f"charspec/classifier/{step}", BATCH)
        x = to_tensor([draw(c, s) for c, s in subjects])
        x = x + torch.randn_like(x) * torch.rand(BATCH, 1, 1, 1) * 0.1
        logits, truth = model(x), labels(subjects)
        loss = torch.stack([functional.cross_entropy(logits[name], truth[name]) for name in HEADS]).sum()
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * max(0.02, 1 - step / steps)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    save_packed(model.state_dict(), path)

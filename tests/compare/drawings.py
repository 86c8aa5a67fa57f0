"""Drawings in the place of a run's pictures, for metrics that read pixels alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from charspec.compare.metrics import Case
from charspec.compare.shots import Shot
from charspec.plan import ItemPlan, Lock, lock
from charspec.records import CONTROL
from charspec.tiny.character import Character, Scene
from charspec.tiny.drawing import draw
from tests.compare.fake_run import PROMPTS, plan_of

HER = Character(
    hair_colour="silver", garment="coat", garment_colour="purple", accessory="scarf", accessory_colour="red"
)
OTHERS = (
    Character(hair_colour="brown", garment_colour="green"),
    Character(hair_colour="black", garment_colour="yellow", accessory="hat", accessory_colour="blue"),
    Character(kind="man", hair_colour="orange", garment_colour="white"),
)
SET = (
    Scene("front", "half-body", "standing", "smiling", "forest", seed=1),
    Scene("three-quarter", "full-body", "waving", "neutral", "city", dx=1.5, seed=5),
    Scene("profile", "close-up", "standing", "neutral", "studio", studio_colour="yellow"),
    Scene("front", "full-body", "sitting", "smiling", "meadow", dx=2, seed=3),
)
NEW = (
    Scene("front", "full-body", "running", "neutral", "beach", dx=-2, seed=2),
    Scene("three-quarter", "half-body", "arms crossed", "angry", "snow", seed=4),
)


def shot(name: str, who: Character, scene: Scene, size: int = 64) -> Shot:
    return Shot(name, "", draw(who, scene, size))


def pictures(name: str, who: Character, scenes: Sequence[Scene]) -> tuple[Shot, ...]:
    return tuple(shot(f"{name}{index}", who, scene) for index, scene in enumerate(scenes))


def strangers() -> dict[str, Shot]:
    """What the base draws for each slot: anyone."""
    scenes = (*NEW, *SET)
    return {
        slot: shot(slot, OTHERS[index % len(OTHERS)], scenes[index])
        for index, slot in enumerate((*PROMPTS, CONTROL))
    }


def case(
    samples: Sequence[Shot],
    training: Sequence[Shot] | None = None,
    control: Shot | None = None,
    base: dict[str, Shot] | None = None,
) -> Case:
    """An epoch with these pictures; the set is `SET` and epoch 0 strangers unless they are given."""
    ours = pictures("images/", HER, SET) if training is None else training
    ground = strangers() if base is None else base
    return Case(Path("run"), some_lock(), 1, tuple(ours), tuple(samples), control, ground)


def some_lock() -> Lock:
    item = ItemPlan(
        file="images/0.png", sha256="a" * 64, size=(64, 64), derived_sha256=None, caption="her", crop=None,
        bucket=(64, 64), repeats=1,
    )  # fmt: skip
    return lock(plan_of([item], 4, PROMPTS, 64))


def noisy(picture: Image.Image) -> Image.Image:
    """What a model's copy is like: a little grain, a little softness."""
    grain = Image.effect_noise(picture.size, 30).convert("RGB")
    return Image.blend(picture, grain, 0.05)

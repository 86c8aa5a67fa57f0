"""The cache spares the encoders, and is never trusted blindly."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from charspec.families import Component, Condition, load_family
from charspec.families.flux2 import Flux2
from charspec.families.loading import Hardware
from charspec.plan import ItemPlan
from charspec.train.cache import encode_pictures, encode_prompts
from charspec.train.events import EpochDone
from charspec.train.run import train
from tests.train.conftest import CAPTIONS, MakeLock


@dataclasses.dataclass(frozen=True)
class Watched(Flux2):
    """The real family, noting which of its components are asked for, and the prompts that it encodes."""

    loads: list[str] = dataclasses.field(default_factory=list)
    prompts: list[str] = dataclasses.field(default_factory=list)

    def load(self, component: Component) -> Any:
        self.loads.append(component)
        return super().load(component)

    def encode_prompt(self, text: Any, prompts: Sequence[str]) -> list[Condition]:
        self.prompts.extend(prompts)
        return super().encode_prompt(text, prompts)


@pytest.fixture
def family(random_base: Path, make_lock: MakeLock) -> Watched:
    found = load_family(make_lock().plan.train.base, Hardware(torch.device("cpu")), random_base)
    assert isinstance(found, Flux2)
    return Watched(**{field.name: getattr(found, field.name) for field in dataclasses.fields(found)})


@pytest.fixture
def items(make_lock: MakeLock) -> tuple[ItemPlan, ...]:
    return make_lock().plan.train.items


def cached(folder: Path, kind: str) -> list[Path]:
    return sorted((folder.parent / "cache" / kind).rglob("*.safetensors"))


def test_warm_caches_load_neither_encoder_and_open_no_picture(
    family: Watched, spec_folder: Path, items: tuple[ItemPlan, ...]
) -> None:
    first = encode_prompts(family, CAPTIONS), encode_pictures(family, spec_folder, items, True)
    assert sorted(family.loads) == ["image", "text"]
    family.loads.clear()
    for item in items:
        (spec_folder / item.file).unlink()
    again = encode_prompts(family, CAPTIONS), encode_pictures(family, spec_folder, items, True)
    assert family.loads == []
    for prompt in CAPTIONS:
        assert torch.equal(first[0][prompt]["embeds"], again[0][prompt]["embeds"])
    for before, after in zip(first[1], again[1], strict=True):
        assert len(before) == 2
        assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))


def test_a_changed_caption_is_encoded_alone(family: Watched) -> None:
    encode_prompts(family, CAPTIONS)
    family.prompts.clear()
    encode_prompts(family, [*CAPTIONS, "Vendalixia asleep"])
    assert family.prompts == ["Vendalixia asleep"]


@pytest.mark.parametrize("kind", ["text", "latents"])
@pytest.mark.parametrize("damage", ["cut", "one byte changed"])
def test_a_damaged_file_is_noticed_and_made_again(
    family: Watched, spec_folder: Path, items: tuple[ItemPlan, ...], kind: str, damage: str
) -> None:
    encode_prompts(family, CAPTIONS)
    encode_pictures(family, spec_folder, items, False)
    broken = cached(spec_folder, kind)[0]
    whole = broken.read_bytes()
    last = bytes([whole[-1] ^ 1])
    broken.write_bytes(whole[: len(whole) // 2] if damage == "cut" else whole[:-1] + last)
    family.loads.clear()
    encode_prompts(family, CAPTIONS)
    encode_pictures(family, spec_folder, items, False)
    assert family.loads == ["text" if kind == "text" else "image"]
    assert broken.read_bytes() == whole


def test_another_base_another_crop_and_a_mirror_have_places_of_their_own(
    family: Watched, spec_folder: Path, items: tuple[ItemPlan, ...]
) -> None:
    encode_pictures(family, spec_folder, items, False)
    assert len(cached(spec_folder, "latents")) == 2
    encode_pictures(family, spec_folder, items, True)
    assert len(cached(spec_folder, "latents")) == 4
    encode_pictures(family, spec_folder, [items[0].model_copy(update={"crop": (0, 0, 96, 96)})], False)
    assert len(cached(spec_folder, "latents")) == 5
    encode_prompts(family, CAPTIONS)
    encode_prompts(dataclasses.replace(family, token_limit=60), CAPTIONS)
    assert len(cached(spec_folder, "text")) == 4


def test_mirrored_latents_are_those_of_the_mirrored_picture(
    family: Watched, spec_folder: Path, items: tuple[ItemPlan, ...]
) -> None:
    """Both test pictures are symmetric, so one is given a mark on its left side."""
    from PIL import Image

    from charspec.train.pictures import to_pixels

    picture = Image.new("RGB", (64, 64), "white")
    picture.paste("black", (0, 0, 16, 64))
    assert torch.equal(to_pixels(picture, flip=True), to_pixels(picture).flip(3))
    assert not torch.equal(to_pixels(picture, flip=True), to_pixels(picture))


def test_another_run_on_a_base_draws_it_from_the_cache(
    make_lock: MakeLock, spec_folder: Path, random_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Epoch 0 is drawn without LoRA: by a sweep once, and never again by a run with warm caches."""
    loads: list[str] = []
    load = Flux2.load
    monkeypatch.setattr(Flux2, "load", lambda self, part: (loads.append(part), load(self, part))[1])
    pictures = []
    for number, seed in enumerate((1, 2)):
        loads.clear()
        events = train(make_lock(seed=seed), spec_folder, tmp_path / str(seed), random_base)
        next(event for event in events if isinstance(event, EpochDone))
        events.close()
        assert ("image" in loads, "text" in loads) == ((True, True), (False, False))[number], loads
        pictures.append(
            [file.read_bytes() for file in sorted((tmp_path / str(seed)).glob("epochs/00/*.png"))]
        )
    assert pictures[0] == pictures[1]
    assert len(set(pictures[0])) == 3, "each slot its own picture"

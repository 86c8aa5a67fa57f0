"""Encoded captions and pictures, kept in the user's cache folder under the sha256 of all that decides them.

A rerun, a resume and another run on the same pictures load neither encoder; a changed caption is encoded
alone. A file that was cut short by a crash is noticed by its checksum and made again.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import get_args

import torch
from torch import Tensor

from charspec.cache import cache_dir
from charspec.families import Component, Condition, Family
from charspec.plan import ItemPlan, canonical_json
from charspec.train.pictures import open_picture, to_pixels
from charspec.train.tensors import load_checked, save_checked


def encode_prompts(family: Family, prompts: Iterable[str]) -> dict[str, Condition]:
    """Each prompt with its condition. The text encoder is loaded if one is not in the cache, and freed before
    this returns."""
    salt = _salt(family, "text")
    places = {prompt: _place("text", [salt, prompt]) for prompt in dict.fromkeys(prompts)}
    found = {prompt: _read(place) for prompt, place in places.items()}
    missing = [prompt for prompt, condition in found.items() if condition is None]
    if missing:
        text = family.load("text")
        for prompt in missing:  # one at a time: the values do not depend on what else is encoded
            with torch.no_grad():
                found[prompt] = _kept(places[prompt], family.encode_prompt(text, [prompt])[0])
        del text
        release_memory()
    return {prompt: condition for prompt, condition in found.items() if condition is not None}


def encode_pictures(
    family: Family, spec_folder: Path, items: Sequence[ItemPlan], flip: bool
) -> list[list[Tensor]]:
    """The latents (C, h, w) of each item, and if `flip` those of its mirror image after them.

    A picture whose latents are in the cache is not opened; `check_pictures` has seen to it that it is the
    plan's.
    """
    salt = _salt(family, "image")
    vae = None
    encoded: list[list[Tensor]] = []
    for item in items:
        picture = None
        latents = []
        pixels = item.derived_sha256 or item.sha256
        for mirrored in (False, True)[: 1 + flip]:
            place = _place("latents", [salt, pixels, item.crop, item.bucket, mirrored])
            kept = _read(place)
            if kept is None:
                vae = vae or family.load("image")
                picture = picture or open_picture(spec_folder, item)
                x0 = family.encode_image(vae, to_pixels(picture, mirrored))[0]
                kept = _kept(place, {"x0": x0.float()})
            latents.append(kept["x0"])
        encoded.append(latents)
    del vae
    release_memory()
    return encoded


def keep(family: Family, kind: str, key: object, make: Callable[[], Condition]) -> Condition:
    """What `make` gives with all of the family's components as they are: kept under `key`, or made now."""
    salts = [_salt(family, component) for component in get_args(Component)]
    place = _place(kind, [salts, key])
    return _read(place) or _kept(place, make())


def release_memory() -> None:
    """Give back what a component held, once the caller has dropped it."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _salt(family: Family, component: Component) -> str:
    # Another release of torch, or another number of threads, may round otherwise: equal plans must not meet
    # there.
    return f"{family.identity(component)} torch {torch.__version__} threads {torch.get_num_threads()}"


def _place(kind: str, key: object) -> Path:
    name = hashlib.sha256(canonical_json(key).encode()).hexdigest()
    return cache_dir() / kind / name[:2] / f"{name}.safetensors"


def _read(place: Path) -> Condition | None:
    kept = load_checked(place)
    return None if kept is None else kept[0]


def _kept(place: Path, tensors: Condition) -> Condition:
    on_cpu = {name: value.detach().cpu() for name, value in tensors.items()}
    save_checked(place, on_cpu, {})
    return on_cpu

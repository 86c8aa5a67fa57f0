"""The pictures that are measured: read once, upright, in RGB, no larger than any metric needs."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from charspec.compare.folder import inside, spec_folder
from charspec.compare.lab import to_lab
from charspec.compare.subject import subject_mask
from charspec.errors import CharspecError
from charspec.images import read_facts, sha256
from charspec.images.decode import Crop, decode
from charspec.plan import ItemPlan
from charspec.records import Sample

LARGEST = 512
"""Longest side in px that is kept: what encoders are fed with; pixels are compared at `SMALL`."""

SMALL = 48
"""Longest side in px at which pixels are compared: poses and places are there, grain and noise are not."""


@dataclass(frozen=True, eq=False)
class Shot:
    """One picture, drawn or of the set: `name` is its slot or its file in the lock, `text` its prompt or
    caption."""

    name: str
    text: str
    image: Image.Image

    @cached_property
    def lab(self) -> NDArray[np.float32]:
        """CIELAB at SMALL, [height, width, 3]: L 0 to 100, a and b about -100 to 100."""
        return to_lab(reduced(self.image, SMALL))

    @cached_property
    def subject(self) -> NDArray[np.bool_]:
        """True where the subject is, [height, width] of `lab`."""
        return subject_mask(self.lab)


def reduced(image: Image.Image, longest: int) -> Image.Image:
    """The picture with its longest side at most `longest` px, in RGB."""
    small = image.convert("RGB")
    small.thumbnail((longest, longest), Image.Resampling.BOX, reducing_gap=None)
    return small


def drawn(run: Path, samples: Iterable[Sample]) -> dict[str, Shot]:
    """Slot → its picture, without those that are missing or cannot be read."""
    found = {}
    for sample in samples:
        path = inside(run, sample.file)
        shot = _read(path, sample.slot, sample.prompt, None) if path else None
        if shot is not None:
            found[sample.slot] = shot
    return found


def training_set(run: Path, items: Iterable[ItemPlan]) -> tuple[tuple[Shot, ...], tuple[str, ...]]:
    """The pictures a run was trained with, and the files that are missing, changed since or unreadable."""
    shots, lost = [], []
    for item in items:
        path = inside(spec_folder(run), item.file)
        same = path is not None and sha256(path) == item.sha256
        shot = _read(path, item.file, item.caption, item.crop) if same and path else None
        if shot is None:
            lost.append(item.file)
        else:
            shots.append(shot)
    return tuple(shots), tuple(lost)


def _read(path: Path, name: str, text: str, crop: Crop | None) -> Shot | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = decode(path, read_facts(path), str(path), crop).image
    except CharspecError:
        return None
    return Shot(name, text, reduced(image, LARGEST))

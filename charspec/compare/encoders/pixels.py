"""Pictures as a model of transformers takes them, by its preprocessor_config.json.

Done here with Pillow: transformers' own image processors ask for torchvision in some models (DINOv3), which
nothing else in charspec needs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from charspec.errors import CharspecError

FILE = "preprocessor_config.json"
_IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@dataclass(frozen=True)
class Preparation:
    """How pictures are scaled, cut and normalised for one model."""

    shortest: int | None
    """Scaled until the shorter side has so many px; None where both sides are given."""
    size: tuple[int, int] | None
    """Scaled to (width, height) px, whatever the proportions."""
    crop: tuple[int, int] | None
    """The middle that is cut out, (width, height) px."""
    resample: Image.Resampling
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def __call__(self, images: Sequence[Image.Image]) -> torch.Tensor:
        """RGB pictures of any size → (N, 3, H, W), normalised."""
        stacked = np.stack([np.asarray(self._fitted(image.convert("RGB"))) for image in images])
        x = torch.from_numpy(stacked).permute(0, 3, 1, 2).float() / 255
        return (x - torch.tensor(self.mean).view(3, 1, 1)) / torch.tensor(self.deviation).view(3, 1, 1)

    def _fitted(self, image: Image.Image) -> Image.Image:
        size = self.size
        if self.shortest is not None:
            short = min(image.size)
            size = (self.shortest * image.width // short, self.shortest * image.height // short)
        if size is not None:
            image = image.resize(size, self.resample)
        if self.crop is None:
            return image
        left, top = (image.width - self.crop[0]) // 2, (image.height - self.crop[1]) // 2
        return image.crop((left, top, left + self.crop[0], top + self.crop[1]))


def read_preparation(folder: Path) -> Preparation:
    """The preparation that a model's folder asks for; CharspecError (exit 2) if it cannot be told."""
    path = folder / FILE
    try:
        config = json.loads(path.read_text("utf-8"))
        size, crop, resample = (config.get(key) for key in ("size", "crop_size", "resample"))
        crops = bool(config.get("do_center_crop")) and crop is not None
        # In files of old, a bare number is the shorter side if a middle is cut out, else both sides.
        shortest = size if isinstance(size, int) and crops else None
        if isinstance(size, dict) and "shortest_edge" in size:
            shortest = int(size["shortest_edge"])
        normalises = bool(config.get("do_normalize", True))
        prepared = Preparation(
            shortest=shortest,
            size=None if shortest is not None else _sides(size),
            crop=_sides(crop) if crops else None,
            resample=Image.Resampling.BICUBIC if resample is None else Image.Resampling(int(resample)),
            mean=_three(config.get("image_mean") or _IMAGENET[0]) if normalises else (0.0,) * 3,
            deviation=_three(config.get("image_std") or _IMAGENET[1]) if normalises else (1.0,) * 3,
        )
    except FileNotFoundError:
        message = f"has no {FILE}: how it takes pictures is unknown"
        raise CharspecError(message, str(folder), "Get the model's small .json files too.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"does not say how the model takes pictures: {type(error).__name__}: {error}"
        raise CharspecError(message, str(path), "Get the model again, or take another.") from None
    if prepared.shortest is not None and prepared.crop is None:
        message = "keeps every picture's proportions, so pictures of different ones do not fit together"
        raise CharspecError(message, str(path), "Take a model with a fixed size of pictures.")
    return prepared


def _sides(value: object) -> tuple[int, int]:
    """(width, height) of `224` or of `{"height": 224, "width": 224}`."""
    if isinstance(value, int):
        return value, value
    if isinstance(value, dict):
        return int(value["width"]), int(value["height"])
    raise TypeError(f"a size is missing, found {value!r}")


def _three(values: Sequence[float]) -> tuple[float, ...]:
    found = tuple(float(value) for value in values)
    if len(found) != 3:
        raise ValueError(f"three channels are expected, found {len(found)}")
    return found

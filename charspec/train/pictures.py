"""A picture of the plan as the VAE wants it: checked to be the one that was locked, cropped, resized to its
bucket."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from charspec.errors import CharspecError
from charspec.plan import ItemPlan


def check_pictures(spec_folder: Path, items: Sequence[ItemPlan]) -> None:
    """Raise CharspecError if a picture is gone or another than the plan's; before anything is written."""
    for item in items:
        _read(spec_folder, item)


def open_picture(spec_folder: Path, item: ItemPlan) -> Image.Image:
    """The picture of an item, upright, RGB, cropped and resized to `item.bucket`.

    Raises CharspecError if the file is gone, is another than the plan's, or cannot be read.
    """
    file, data = spec_folder / item.file, _read(spec_folder, item)
    try:
        with Image.open(io.BytesIO(data)) as opened:
            return fit(_flat(ImageOps.exif_transpose(opened)), item.crop, item.bucket)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise CharspecError(
            f"this picture cannot be decoded: {error}", where=str(file), hint="Save it again.", exit_code=1
        ) from error


def _read(spec_folder: Path, item: ItemPlan) -> bytes:
    file = spec_folder / item.file
    if item.derived_sha256 is not None:
        raise CharspecError(
            "the plan wants its enhanced copy, which this version of charspec cannot make",
            where=str(file),
            hint="Enhance the picture yourself, name that file in the spec, and leave `enhance` away.",
            exit_code=1,
        )
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CharspecError(
            f"this picture of the plan cannot be read: {error.strerror}",
            where=str(file),
            hint="Put it back, or take it out of the spec and compile again.",
            exit_code=1,
        ) from error
    if hashlib.sha256(data).hexdigest() != item.sha256:
        raise CharspecError(
            "this picture changed since the plan was made",
            where=str(file),
            hint="Put the old one back, or compile again to train on the new one.",
            exit_code=1,
        )
    return data


def _flat(image: Image.Image) -> Image.Image:
    """RGB; what was transparent becomes white."""
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return image.convert("RGB")


def fit(image: Image.Image, crop: tuple[int, int, int, int] | None, bucket: tuple[int, int]) -> Image.Image:
    """The largest centred part of `crop` (all if None; px: left, top, right, bottom) with the bucket's
    aspect, at its size."""
    # Cut first: a filter at the edge of a mere `box` would reach for what the user wanted cut away.
    part = image.crop(crop) if crop else image
    scale = min(part.width / bucket[0], part.height / bucket[1])
    width, height = bucket[0] * scale, bucket[1] * scale
    x, y = (part.width - width) / 2, (part.height - height) / 2
    box = x, y, min(x + width, part.width), min(y + height, part.height)
    # The gap lets Pillow halve a large picture quickly first; 3 is where no difference to plain Lanczos is
    # seen.
    return part.resize(bucket, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def to_pixels(image: Image.Image, flip: bool = False) -> Tensor:
    """(1, 3, H, W) float32 in [−1, 1]; mirrored left to right if `flip`."""
    array = np.asarray(ImageOps.mirror(image) if flip else image, dtype=np.float32) / 127.5 - 1
    return torch.from_numpy(array.transpose(2, 0, 1).copy())[None]

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

from charspec.enhance import FACTOR, close_network, ensure_locked, find_locked, method_of
from charspec.errors import CharspecError
from charspec.images.fitting import fit, scaled, upright
from charspec.plan import ItemPlan


def check_pictures(spec_folder: Path, items: Sequence[ItemPlan]) -> None:
    """Raise CharspecError if a picture is gone or another than the plan's, or if an enhanced copy is not in
    the cache and cannot be made again as it was; before anything of the run is written."""
    try:
        for item in items:
            _read(spec_folder, item)
            if item.derived_sha256 is not None and not find_locked(item.sha256, item.derived_sha256):
                _enhanced(spec_folder, item, item.derived_sha256)
    finally:
        close_network()


def open_picture(spec_folder: Path, item: ItemPlan) -> Image.Image:
    """The picture of an item, or its enhanced copy: upright, RGB, cropped and resized to `item.bucket`.

    Raises CharspecError if the file is gone, is another than the plan's, or cannot be read, and if the copy
    is gone and cannot be made again as it was.
    """
    file, data = spec_folder / item.file, _read(spec_folder, item)
    if item.derived_sha256 is not None:
        crop = scaled(item.crop, FACTOR) if item.crop else None
        return fit(_enhanced(spec_folder, item, item.derived_sha256), crop, item.bucket)
    try:
        return fit(upright(io.BytesIO(data)), item.crop, item.bucket)
    except OSError as error:
        raise CharspecError(
            f"this picture cannot be decoded: {error}", where=str(file), hint="Save it again.", exit_code=1
        ) from error


def _enhanced(spec_folder: Path, item: ItemPlan, derived_sha256: str) -> Image.Image:
    file = spec_folder / item.file
    return ensure_locked(file, item.sha256, derived_sha256, lambda: method_of(spec_folder))


def _read(spec_folder: Path, item: ItemPlan) -> bytes:
    file = spec_folder / item.file
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


def to_pixels(image: Image.Image, flip: bool = False) -> Tensor:
    """(1, 3, H, W) float32 in [−1, 1]; mirrored left to right if `flip`."""
    array = np.asarray(ImageOps.mirror(image) if flip else image, dtype=np.float32) / 127.5 - 1
    return torch.from_numpy(array.transpose(2, 0, 1).copy())[None]

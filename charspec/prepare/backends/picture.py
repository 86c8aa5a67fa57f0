"""The copy of a picture that a model looks at: upright, cropped, scaled down, in memory."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.images import read_facts

if TYPE_CHECKING:
    from PIL import Image

    from charspec.prepare.backends import Crop

LONG_SIDE = 1024
"""Pixels of the longer side. Vision models see 0.3 to 1.3 megapixels of a picture, whatever it has."""

_QUALITY = 90


def shown_to_model(path: Path, crop: Crop | None = None, long_side: int = LONG_SIDE) -> Image.Image:
    """The picture as it trains, RGB, no side longer than `long_side`.

    Raises UnreadableImageError (a CharspecError) if it is missing, broken or no picture.
    """
    from charspec.images.decode import decode

    facts = read_facts(path, str(path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = decode(path, facts, str(path), crop).image.convert("RGB")
    image.thumbnail((long_side, long_side))
    return image


def jpeg_bytes(image: Image.Image) -> bytes:
    """A JPEG without any metadata: what a camera wrote about place and time stays on this machine."""
    stream = io.BytesIO()
    image.info.clear()
    image.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()

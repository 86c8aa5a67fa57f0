"""A picture as it trains: upright, cropped, without transparency; decoded once, and no larger than needed."""

from __future__ import annotations

import pathlib
import warnings
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from charspec.files import open_file
from charspec.images.facts import (
    MAX_PIXELS,
    ImageFacts,
    TooManyPixelsError,
    UnreadableImageError,
    broken,
    read_facts,
)

if TYPE_CHECKING:
    from PIL import Image

Crop: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, after the EXIF rotation."""

ENOUGH = 512
"""The short side, in pixels, that is kept for measuring; all measures are taken at 512 to 1023."""

_CLEAR = 128
"""Below half opaque, a pixel shows more of what lies behind it than of itself."""


_MAX_SCANS = 200
"""Passes of a progressive JPEG; programs write about ten, and each takes its time over all pixels."""


class Decoded(NamedTuple):
    """A picture's pixels (RGB or L). `image` may be smaller than the picture by `scale` (1, 2, 4 or 8).

    `size` is what trains, in pixels; `transparent` the share of its pixels that are less than half opaque;
    `quality` the JPEG quality its quantisation tables stand for, 1 to 100, None if it is no JPEG.
    """

    image: Image.Image
    scale: int
    size: tuple[int, int]
    transparent: float
    quality: int | None


def refuse(facts: ImageFacts, where: str, max_pixels: int = MAX_PIXELS) -> None:
    """Raise what the header tells: TooManyPixelsError, or UnreadableImageError for an animation."""
    if facts.pixels > max_pixels:
        million = f"{facts.pixels / 1e6:.0f} million pixels; at most {max_pixels / 1e6:.0f} are decoded"
        raise TooManyPixelsError(million, where, "Scale the picture down or crop it.", 1)
    if facts.animated:
        raise UnreadableImageError("it is animated", where, "Save one frame of it as PNG.", 1)


def decode(
    path: pathlib.Path,
    facts: ImageFacts,
    where: str,
    crop: Crop | None = None,
    max_pixels: int = MAX_PIXELS,
    whole: bool = False,
) -> Decoded:
    """Decode a picture to its end, a JPEG as small as the measures allow unless `whole` is wanted.

    Raises TooManyPixelsError before anything is decoded, UnreadableImageError if it is broken or moves. A
    crop that lies outside the picture is left out: another rule says so. Warnings of the decoders are left
    to the caller, since filters of warnings are shared by all threads.
    """
    refuse(facts, where, max_pixels)
    # Pillow costs 32 ms to import: only a run that decodes pictures pays for it.
    from PIL import Image

    from charspec.images.compression import jpeg_quality

    try:
        with Image.open(path, formats=(facts.format,)) as image:
            if image.info.get("progressive") and _scans(path) > _MAX_SCANS:
                raise ValueError("it has more scans than a picture has")
            quality = jpeg_quality(image) if facts.format == "JPEG" else None
            if facts.format == "JPEG" and not whole:
                factor = reduction(_size(facts, crop))
                image.draft(None, (image.width // factor, image.height // factor))
            image.load()
            scale = max(1, round(facts.width / image.width)) if facts.format == "JPEG" else 1
            return _as_it_trains(image, facts, crop, scale, quality)
    except Exception as error:  # a decoder raises whatever it stumbles over
        raise broken(where, str(error) or type(error).__name__) from None


def check_readable(path: pathlib.Path, shown: str | None = None) -> ImageFacts:
    """Decode a picture to its end, and return its facts; raises as `read_facts` and `decode` do."""
    where = shown or str(path)
    facts = read_facts(path, where)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        decode(path, facts, where)
    return facts


def _scans(path: pathlib.Path) -> int:
    """How many scans a JPEG has: inside of one, the two bytes that begin another cannot stand."""
    count, end = 0, b""
    with open_file(path) as stream:
        while block := stream.read(1 << 20):
            count += (end + block).count(b"\xff\xda")
            end = block[-1:] if block.endswith(b"\xff") else b""
    return count


def same_pixels(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures are equal pixel by pixel."""
    from PIL import ImageChops

    if one.size != other.size:
        return False
    pair = (one, other) if one.mode == other.mode else (one.convert("RGB"), other.convert("RGB"))
    return all(high == 0 for _, high in ranges(ImageChops.difference(*pair)))


def ranges(image: Image.Image) -> list[tuple[int, int]]:
    """The lowest and the highest value of each band."""
    return [band.getextrema() for band in image.split()]  # type: ignore[misc]  # 8 bits: pairs of numbers


def mapped(grey: Image.Image, table: bytes) -> Image.Image:
    """A grey picture with each level replaced by that of a table of 256 (Pillow's `point` rounds the table
    anew each time, which takes longer than a tile does)."""
    from PIL import Image

    return Image.frombytes("L", grey.size, grey.tobytes().translate(table))


def reduction(size: tuple[int, int]) -> int:
    """By how much a picture of this size is reduced for measuring: the power of two that leaves ENOUGH."""
    factor = 1
    while min(size) // (factor * 2) >= ENOUGH and factor < 8:
        factor *= 2
    return factor


def _size(facts: ImageFacts, crop: Crop | None) -> tuple[int, int]:
    left, top, right, bottom = _inside(crop, facts.size)
    return right - left, bottom - top


def _inside(crop: Crop | None, size: tuple[int, int]) -> Crop:
    whole = (0, 0, *size)
    if crop is None:
        return whole
    left, top = max(crop[0], 0), max(crop[1], 0)
    right, bottom = min(crop[2], size[0]), min(crop[3], size[1])
    return (left, top, right, bottom) if left < right and top < bottom else whole


def _as_it_trains(
    image: Image.Image, facts: ImageFacts, crop: Crop | None, scale: int, quality: int | None
) -> Decoded:
    from PIL import Image

    flat, transparent = _flat(image)
    # Pillow turns a TIFF by itself.
    if facts.orientation > 1 and facts.format != "TIFF":
        turn = Image.Transpose
        turns = (
            turn.FLIP_LEFT_RIGHT,
            turn.ROTATE_180,
            turn.FLIP_TOP_BOTTOM,
            turn.TRANSPOSE,
            turn.ROTATE_270,
            turn.TRANSVERSE,
            turn.ROTATE_90,
        )
        flat = flat.transpose(turns[facts.orientation - 2])
    box = _inside(crop, facts.size)
    if box != (0, 0, *facts.size):
        flat = flat.crop((box[0] // scale, box[1] // scale, -(-box[2] // scale), -(-box[3] // scale)))
    return Decoded(flat, scale, _size(facts, crop), transparent, quality)


def _flat(image: Image.Image) -> tuple[Image.Image, float]:
    """RGB or L, with white where the picture was transparent, and the share of it that was."""
    from PIL import Image

    if not image.has_transparency_data:
        return (image if image.mode in ("RGB", "L") else image.convert("RGB")), 0.0
    layer = image.convert("RGBA")
    alpha = layer.getchannel("A").histogram()
    clear = sum(alpha[:_CLEAR]) / (layer.width * layer.height)
    if alpha[255] == layer.width * layer.height:
        return layer.convert("RGB"), clear
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB"), clear

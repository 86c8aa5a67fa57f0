"""Bars at the edges of a picture: a film's letterbox, a phone's pillarbox, a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from charspec.images.decode import ranges

if TYPE_CHECKING:
    from PIL import Image

MIN_PIXELS = 8
"""Narrower bars are a scanner's or a screenshot's rim; the crop to a bucket takes many of them away."""

_EVEN = 10
_SAME = 12
_STRAIGHT = 0.6
_RIM = 8


class Bars(NamedTuple):
    """The width of the bars on each side, in pixels of the picture; 0 where there is none."""

    left: int
    top: int
    right: int
    bottom: int


def find_bars(image: Image.Image, scale: int) -> Bars | None:
    """The bars of a picture given at 1/`scale` of its size; None if it has none.

    Bars stand in pairs, in one colour, and end in a straight line across the picture: a character before a
    white ground, however wide the margins, does not.
    """
    sides = [pair for pair in (("top", "bottom"), ("left", "right")) if _alike(image, pair)]
    if not sides:
        return None
    box = _content(image, _line(image, sides[0][0]).getpixel((0, 0)))
    if box is None:
        return None
    mask, content = box
    least = max(2, -(-MIN_PIXELS // scale))
    found = dict.fromkeys(("left", "top", "right", "bottom"), 0)
    for pair in sides:
        depths = [_depth(mask, content, side) or 0 for side in pair]
        if min(depths) >= least:
            found |= {side: depth * scale for side, depth in zip(pair, depths, strict=True)}
    return Bars(**found) if any(found.values()) else None


def _line(image: Image.Image, side: str) -> Image.Image:
    """The outermost row or column of pixels."""
    width, height = image.size
    boxes = {
        "top": (0, 0, width, 1),
        "bottom": (0, height - 1, width, height),
        "left": (0, 0, 1, height),
        "right": (width - 1, 0, width, height),
    }
    return image.crop(boxes[side])


def _alike(image: Image.Image, pair: tuple[str, str]) -> bool:
    """Whether two opposite outermost lines are each of one colour, and of the same."""
    found = [ranges(_line(image, side)) for side in pair]
    even = all(high - low <= _EVEN for side in found for low, high in side)
    return even and all(
        abs(one[0] - other[0]) <= _SAME for one, other in zip(found[0], found[1], strict=True)
    )


def _content(image: Image.Image, colour: object) -> tuple[Image.Image, tuple[int, int, int, int]] | None:
    """Where a picture differs from a colour, as a mask and the box around it; None if nowhere."""
    from PIL import Image, ImageChops

    ground = Image.new(image.mode, image.size, colour)  # type: ignore[arg-type]  # a pixel of this very image
    bands = ImageChops.difference(image, ground).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    mask = most.point([255 if value > _SAME else 0 for value in range(256)])
    box = mask.getbbox()
    return (mask, box) if box else None


def _depth(mask: Image.Image, box: tuple[int, int, int, int], side: str) -> int | None:
    """How far into the picture its content begins in a straight line, along most of its width or height.

    That may be a few pixels inside the box of the content: compression smears the edge of a bar. None if it
    does not begin so.
    """
    from PIL import Image

    left, top, right, bottom = box
    rims = {
        "top": (0, top, mask.width, min(top + _RIM, bottom)),
        "bottom": (0, max(bottom - _RIM, top), mask.width, bottom),
        "left": (left, 0, min(left + _RIM, right), mask.height),
        "right": (max(right - _RIM, left), 0, right, mask.height),
    }
    rim = mask.crop(rims[side])
    shape = (1, rim.height) if side in ("top", "bottom") else (rim.width, 1)
    lines = rim.resize(shape, Image.Resampling.BOX).tobytes()
    inwards = lines if side in ("top", "left") else lines[::-1]
    outside = {"top": top, "bottom": mask.height - bottom, "left": left, "right": mask.width - right}[side]
    return next((outside + index for index, share in enumerate(inwards) if share >= _STRAIGHT * 255), None)

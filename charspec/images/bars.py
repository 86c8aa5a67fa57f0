"""Bars at the edges of a picture: a film's letterbox, a phone's pillarbox, a frame."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from charspec.images.decode import mapped, ranges

if TYPE_CHECKING:
    from PIL import Image

MIN_PIXELS = 8
"""Narrower bars are a scanner's or a screenshot's rim; the crop to a bucket takes many of them away."""

_EVEN = 10
_SAME = 12
_STRAIGHT = 0.6
_RIM = 8
_FEW = 4
_SEEN = 240
_SEEN_ASIDE = 60
_OTHER = bytes(255 if value > _SAME else 0 for value in range(256))


class Bars(NamedTuple):
    """The width of the bars on each side, in pixels of the picture; 0 where there is none."""

    left: int
    top: int
    right: int
    bottom: int


def find_bars(image: Image.Image, scale: int) -> Bars | None:
    """The bars of a picture given at 1/`scale` of its size; None if it has none.

    Bars stand in pairs, in one colour, and end in a straight line across the picture: a character before a
    white ground, however wide the margins, does not. They are looked for among some of the pixels; where they
    end, all tell.
    """
    from PIL import Image

    least = max(2, -(-MIN_PIXELS // scale))
    found = dict.fromkeys(("left", "top", "right", "bottom"), 0)
    for pair, along in ((("top", "bottom"), 1), (("left", "right"), 0)):
        if not _alike(image, pair):
            continue
        colour = _line(image, pair[0]).getpixel((0, 0))
        wanted = (_SEEN, _SEEN_ASIDE) if along == 0 else (_SEEN_ASIDE, _SEEN)
        seen = min(image.width, wanted[0]), min(image.height, wanted[1])
        mask = _mask(image.resize(seen, Image.Resampling.NEAREST), colour)
        content = mask.getbbox()
        if content is None or any(_depth(mask, content, side) is None for side in pair):
            continue
        depths = [_exact_depth(image, colour, content, seen, side) for side in pair]
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
    if any(_plainly_uneven(image, side) for side in pair):
        return False
    found = [ranges(_line(image, side)) for side in pair]
    even = all(high - low <= _EVEN for side in found for low, high in side)
    return even and all(
        abs(one[0] - other[0]) <= _SAME for one, other in zip(found[0], found[1], strict=True)
    )


def _plainly_uneven(image: Image.Image, side: str) -> bool:
    """Whether a few pixels of a line tell that it is not of one colour, as they mostly do."""
    right, bottom = image.width - 1, image.height - 1
    across = [right * share // _FEW for share in range(_FEW + 1)]
    down = [bottom * share // _FEW for share in range(_FEW + 1)]
    places = {
        "top": [(x, 0) for x in across],
        "bottom": [(x, bottom) for x in across],
        "left": [(0, y) for y in down],
        "right": [(right, y) for y in down],
    }[side]
    green = [value[1] if isinstance(value, tuple) else value for value in map(image.getpixel, places)]
    return max(green) - min(green) > _EVEN  # type: ignore[type-var,operator]  # 8 bits: whole numbers


def _mask(image: Image.Image, colour: object) -> Image.Image:
    """Where a picture differs from a colour: 255 there, 0 elsewhere."""
    from PIL import Image, ImageChops

    ground = Image.new(image.mode, image.size, colour)  # type: ignore[arg-type]  # a pixel of this very image
    bands = ImageChops.difference(image, ground).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return mapped(most, _OTHER)


def _exact_depth(
    image: Image.Image,
    colour: object,
    content: tuple[int, int, int, int],
    seen: tuple[int, int],
    side: str,
) -> int:
    """Where the content, of which a box is known in a picture of size `seen`, begins; 0 if not straight."""
    width, height = image.size
    across, down = width / seen[0], height / seen[1]
    rim = math.ceil(_RIM * max(across, down))
    left, right = math.floor((content[0] - 1) * across), math.ceil((content[2] + 1) * across)
    top, bottom = math.floor((content[1] - 1) * down), math.ceil((content[3] + 1) * down)
    box = {
        "top": (0, max(top, 0), width, min(max(top, 0) + rim, height)),
        "bottom": (0, max(min(bottom, height) - rim, 0), width, min(bottom, height)),
        "left": (max(left, 0), 0, min(max(left, 0) + rim, width), height),
        "right": (max(min(right, width) - rim, 0), 0, min(right, width), height),
    }[side]
    mask = _mask(image.crop(box), colour)
    inside = mask.getbbox()
    depth = _depth(mask, inside, side) if inside else None
    outside = {"top": box[1], "bottom": height - box[3], "left": box[0], "right": width - box[2]}[side]
    return depth + outside if depth is not None else 0


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

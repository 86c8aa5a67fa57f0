"""Which part of a picture would train better than the whole, if any."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from charspec.images.decode import Crop
from charspec.images.fitting import centred
from charspec.prepare.crops.subject import Subject
from charspec.settings import bucket

Shape: TypeAlias = Literal["smart", "square", "bucket"]
"""`smart`: nearer to a small subject, in one of the common shapes. `square`: the largest square. `bucket`:
the shape the picture trains in, moved from the middle to the subject."""

SHAPES = (*(Fraction(*pair) for pair in ((1, 1), (4, 5), (5, 4), (3, 4), (4, 3), (2, 3), (3, 2))),)
"""Width by height of what `smart` chooses from: what people crop to, and near to what bases train."""

MOST_CUT = 0.5
"""Share of a picture that `smart` cuts away at most: captions name the place, which has to stay in sight."""

LEAST_GAIN = 1.25
"""`smart` crops only if the subject then has so many times the pixels: less shows in no training."""

_ROOM = {"above": 0.10, "below": 0.04, "beside": 0.06}
"""Room around the subject, in its own height and width: the box may miss hair, and heads want air."""


class Proposal(NamedTuple):
    """A crop (px of the original), or None to leave the picture whole, and why."""

    crop: Crop | None
    why: str


def propose(
    size: tuple[int, int], subject: Subject, shape: Shape, resolution: int, multiple: int, factor: int = 1
) -> Proposal:
    """The crop of an upright picture of `size` px for a base of this resolution, whose sides are multiples of
    `multiple` px. `factor` is 2 for a picture that trains from its enhanced copy: `smart` counts the pixels
    of the original all the same, since an enlargement has no detail to spare.

    The subject stays whole where it can; where it cannot, its upper end does, and `why` says what is cut.
    """
    wanted = _with_room(subject.box, size)
    if shape == "smart":
        return _nearer(size, subject, wanted, resolution)
    if shape == "square":
        side = min(size)
        return _moved(size, wanted, (side, side), "square")
    chosen = bucket((size[0] * factor, size[1] * factor), resolution, multiple)
    if chosen is None:
        return Proposal(None, "too small to train")
    left, top, right, bottom = centred(size, chosen)
    return _moved(size, wanted, (round(right - left), round(bottom - top)), f"as {chosen[0]}×{chosen[1]}")


def _moved(size: tuple[int, int], wanted: Crop, cut: tuple[int, int], words: str) -> Proposal:
    """A part of this size around what is wanted, in place of the middle one that the trainer would take."""
    if cut[0] >= size[0] and cut[1] >= size[1]:
        return Proposal(None, "has this shape already")
    crop = _around(wanted, cut, size)
    if words != "square" and _holds((*_middle(size, cut),), wanted):
        return Proposal(None, "the middle, which trains anyway, holds the subject")
    lost = [
        side
        for side, gone in (
            ("sides", wanted[2] - wanted[0] > cut[0]),
            ("lower end", wanted[3] - wanted[1] > cut[1]),
        )
        if gone
    ]
    return Proposal(crop, f"{words}; cuts the subject's {' and '.join(lost)}" if lost else words)


def _nearer(size: tuple[int, int], subject: Subject, wanted: Crop, side: int) -> Proposal:
    """The smallest part of a common shape that holds the subject and enough pixels."""
    area = size[0] * size[1]
    if not subject.sure:
        return Proposal(None, "where its subject is, is not clear")
    if area <= side * side * LEAST_GAIN:
        return Proposal(None, "no pixels to spare")
    least = max(side * side, area * (1 - MOST_CUT))
    wide, high = wanted[2] - wanted[0], wanted[3] - wanted[1]
    found = []
    for aspect in {*SHAPES, Fraction(*size)}:
        height = max(high, wide / float(aspect), (least / float(aspect)) ** 0.5)
        cut = (-int(-height * float(aspect) // 1), -int(-height // 1))
        if cut[0] <= size[0] and cut[1] <= size[1]:
            # Of equal gain the picture's own shape: what its author composed.
            found.append((cut[0] * cut[1], aspect != Fraction(*size), aspect, cut))
    if not found:
        return Proposal(None, "the subject fills it")
    pixels, _, _, cut = min(found)
    if area < pixels * LEAST_GAIN:
        return Proposal(None, "the subject fills it")
    return Proposal(
        _around(wanted, cut, size), f"nearer: the subject gets {area / pixels:.1f} times the pixels"
    )


def _with_room(box: Crop, size: tuple[int, int]) -> Crop:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    return (
        max(0, round(left - _ROOM["beside"] * width)),
        max(0, round(top - _ROOM["above"] * height)),
        min(size[0], round(right + _ROOM["beside"] * width)),
        min(size[1], round(bottom + _ROOM["below"] * height)),
    )


def _around(wanted: Crop, cut: tuple[int, int], size: tuple[int, int]) -> Crop:
    """A part of size `cut` with what is wanted in its middle; if that is higher, from its upper end on."""
    left = (wanted[0] + wanted[2] - cut[0]) // 2
    top = wanted[1] if wanted[3] - wanted[1] > cut[1] else (wanted[1] + wanted[3] - cut[1]) // 2
    left, top = (max(0, min(at, most - own)) for at, most, own in zip((left, top), size, cut, strict=True))
    return left, top, left + cut[0], top + cut[1]


def _middle(size: tuple[int, int], cut: tuple[int, int]) -> Crop:
    left, top = (size[0] - cut[0]) // 2, (size[1] - cut[1]) // 2
    return left, top, left + cut[0], top + cut[1]


def _holds(outer: Crop, inner: Crop) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]

"""What surrounds the character: the colours of the border ring, and how alike two of them are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from PIL import Image

Surround: TypeAlias = Mapping[int, float]
"""Colour bin → share of the ring; empty if the ring cannot tell one place from another."""

SIDE = 32
ALIKE = 0.86
"""Two pictures of one place: what a pair of different places did not reach in sets of photographs and
drawings, but for two rooms of the same colours."""

_RING = ((0, 0, 32, 4), (0, 4, 4, 26), (28, 4, 32, 26))
"""Top and sides of a 32×32 picture, 13% wide; the character usually stands on the bottom edge."""

_LEVELS = 8
_CHROMA_BINS = 12
_CHROMA_REACH = 48
_NEUTRAL = 1.0
_PLAIN = 1.0
_MOST_COMPARED = 24
_TRACE = 0.001


class Cluster(NamedTuple):
    """The largest group of pictures around one of them: `members` are indices, `centre` one of them.

    `likeness` is that of the member least like the centre.
    """

    centre: int
    members: tuple[int, ...]
    likeness: float


def surround_of(small: Image.Image) -> Surround:
    """The colours of the ring of a 32×32 RGB picture, in bins of brightness and chroma, softened.

    A ring without colour and with much light and shade (a pencil drawing, a black-and-white photograph) looks
    like any other such ring: it gives nothing.
    """
    bins = small.convert("YCbCr").point(_table())
    counts: dict[tuple[int, int, int], int] = {}
    for box in _RING:
        for count, colour in bins.crop(box).getcolors(SIDE * SIDE) or ():
            key: tuple[int, int, int] = colour  # type: ignore[assignment]  # three bands
            counts[key] = counts.get(key, 0) + count
    if _spread(counts, 1) + _spread(counts, 2) < _NEUTRAL and _spread(counts, 0) > _PLAIN:
        return {}
    total = sum(counts.values())
    soft = {
        ((level + 1) * 16 + blue + 1) * 16 + red + 1: count / total
        for (level, blue, red), count in counts.items()
    }
    for step in (1, 16, 256):  # a quarter of each bin to the next one on both sides, in each band
        spread: dict[int, float] = {}
        for bin_of, share in soft.items():
            quarter = share / 4
            spread[bin_of - step] = spread.get(bin_of - step, 0.0) + quarter
            spread[bin_of] = spread.get(bin_of, 0.0) + share / 2
            spread[bin_of + step] = spread.get(bin_of + step, 0.0) + quarter
        soft = spread
    return {bin_of: round(share, 5) for bin_of, share in soft.items() if share >= _TRACE}


def likeness(one: Surround, other: Surround) -> float:
    """How alike two rings are, 0 to 1 (Bhattacharyya coefficient of their colours)."""
    if len(one) > len(other):
        one, other = other, one
    return sum(math.sqrt(share * other[key]) for key, share in one.items() if key in other)


def largest_cluster(surrounds: Sequence[Surround], alike: float = ALIKE) -> Cluster | None:
    """The largest group of pictures that are alike one of them; None if no two are.

    Grouped around a centre and not link by link, which would chain different places together. At most 24
    pictures are tried as centre, spread evenly, so that the work grows with the number of pictures.
    """
    step = max(1, len(surrounds) // _MOST_COMPARED)
    best: Cluster | None = None
    for centre in range(0, len(surrounds), step):
        near = {
            index: value
            for index, other in enumerate(surrounds)
            if (value := likeness(surrounds[centre], other)) >= alike
        }
        if len(near) > 1 and (best is None or _rank(near) > (len(best.members), best.likeness)):
            best = Cluster(centre, tuple(near), min(near.values()))
    return best


def _rank(near: Mapping[int, float]) -> tuple[int, float]:
    return len(near), min(near.values())


def _table() -> list[int]:
    chroma = [
        min(max((value - 128 + _CHROMA_REACH) * _CHROMA_BINS // (2 * _CHROMA_REACH), 0), _CHROMA_BINS - 1)
        for value in range(256)
    ]
    return [value * _LEVELS // 256 for value in range(256)] + chroma + chroma


def _spread(counts: Mapping[tuple[int, int, int], int], band: int) -> float:
    """The standard deviation of a band of bins."""
    total = sum(counts.values())
    mean = sum(key[band] * count for key, count in counts.items()) / total
    return math.sqrt(sum((key[band] - mean) ** 2 * count for key, count in counts.items()) / total)

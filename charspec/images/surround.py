"""What surrounds the character: the colours of the border ring, and how alike two of them are."""

from __future__ import annotations

import functools
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from PIL import Image

Surround: TypeAlias = Mapping[int, int]
"""Colour bin → its part of WHOLE; empty if the ring cannot tell one place from another."""

SIDE = 32
ALIKE = 0.86
"""Two pictures of one place: what a pair of different places did not reach in sets of photographs and
drawings, but for two rooms of the same colours."""

_RING = [y < 4 or (y < 26 and not 4 <= x < 28) for y in range(SIDE) for x in range(SIDE)]
"""Top and sides of a 32×32 picture, 13% wide; the character usually stands on the bottom edge."""

WHOLE = 4**3 * sum(_RING)
"""Of what a softened ring has: each of its pixels is parted in four, in each of three bands."""

_LEVELS = 8
_CHROMA_BINS = 12
_CHROMA_REACH = 48
_NEUTRAL = 1.0
_PLAIN = 1.0
_MOST_COMPARED = 24
_TRACE = WHOLE // 1000
_ROW = 16
_PLANE = _ROW * _ROW
"""Bins lie by red chroma, in rows by blue, in planes by brightness; between them is room for softening."""


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
    counts = _counts(small.convert("YCbCr").tobytes())
    if _spread(counts, _ROW) + _spread(counts, 1) < _NEUTRAL and _spread(counts, _PLANE) > _PLAIN:
        return {}
    # A quarter of each bin to the next one on both sides, in each band.
    for step in (1, _ROW, _PLANE):
        softened: dict[int, int] = {}
        part = softened.get
        for place, count in counts.items():
            softened[place] = part(place, 0) + 2 * count
            softened[place - step] = part(place - step, 0) + count
            softened[place + step] = part(place + step, 0) + count
        counts = softened
    return {place: count for place, count in counts.items() if count > _TRACE}


def _counts(ring: bytes) -> dict[int, int]:
    """How many pixels of the ring of a 32×32 YCbCr picture lie in each bin, by the bin's place."""
    level, blue, red = (ring[band::3].translate(table) for band, table in enumerate(_tables()))
    chroma = int.from_bytes(blue, sys.byteorder) + int.from_bytes(red, sys.byteorder)
    places = bytearray(2 * SIDE * SIDE)
    low, high = (0, 1) if sys.byteorder == "little" else (1, 0)
    places[low::2], places[high::2] = chroma.to_bytes(SIDE * SIDE, sys.byteorder), level
    return Counter(compress(memoryview(places).cast("H"), _RING))


def likeness(one: Surround, other: Surround) -> float:
    """How alike two rings are, 0 to 1 (Bhattacharyya coefficient of their colours)."""
    if len(one) > len(other):
        one, other = other, one
    return sum(math.sqrt(part * other[place]) for place, part in one.items() if place in other) / WHOLE


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


@functools.cache
def _tables() -> tuple[bytes, bytes, bytes]:
    """The bin of each level of brightness, of blue chroma (a byte's upper half), of red; from 1."""
    chroma = [
        1 + min(max((value - 128 + _CHROMA_REACH) * _CHROMA_BINS // (2 * _CHROMA_REACH), 0), _CHROMA_BINS - 1)
        for value in range(256)
    ]
    level = bytes(1 + value * _LEVELS // 256 for value in range(256))
    return level, bytes(value * _ROW for value in chroma), bytes(chroma)


def _spread(counts: Mapping[int, int], unit: int) -> float:
    """The standard deviation of a band of bins."""
    total, first, second = 0, 0, 0
    for place, count in counts.items():
        value = place // unit % _ROW
        total, first, second = total + count, first + value * count, second + value * value * count
    return math.sqrt(max(0.0, second / total - (first / total) ** 2))

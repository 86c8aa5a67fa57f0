"""What surrounds the character: the colours of the border ring, and how alike two of them are."""

from __future__ import annotations

import functools
import math
import sys
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from PIL import Image

Surround: TypeAlias = Mapping[int, float]
"""Colour bin → share of the ring; empty if the ring cannot tell one place from another."""

SIDE = 32
ALIKE = 0.86
"""Two pictures of one place: what a pair of different places did not reach in sets of photographs and
drawings, but for two rooms of the same colours."""

_RING = [y < 4 or (y < 26 and not 4 <= x < 28) for y in range(SIDE) for x in range(SIDE)]
"""Top and sides of a 32×32 picture, 13% wide; the character usually stands on the bottom edge."""

_LEVELS = 8
_CHROMA_BINS = 12
_CHROMA_REACH = 48
_NEUTRAL = 1.0
_PLAIN = 1.0
_MOST_COMPARED = 24
_TRACE = 0.001
_LANES = 2560
"""Bins of brightness times 16 times 16 of chroma, with room for softening around them."""


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
    data = small.convert("YCbCr").tobytes()
    level, chroma = _tables()
    bands = (data[band::3].translate(chroma if band else level) for band in range(3))
    counts = Counter(compress(zip(*bands, strict=True), _RING))
    if _spread(counts, 1) + _spread(counts, 2) < _NEUTRAL and _spread(counts, 0) > _PLAIN:
        return {}
    lanes = array("H", bytes(2 * _LANES))
    for (level, blue, red), count in counts.items():
        lanes[((level + 1) * 16 + blue + 1) * 16 + red + 1] = count
    soft = int.from_bytes(lanes, sys.byteorder)
    # A quarter of each bin to the next one on both sides, in each band; all bins of one long number at once.
    for step in (1, 16, 256):
        soft = (soft << 16 * step) + (soft << 1) + (soft >> 16 * step)
    lanes = array("H", soft.to_bytes(2 * _LANES, sys.byteorder))
    total = 4**3 * sum(counts.values())
    least = _TRACE * total
    filled = zip(compress(range(_LANES), lanes), filter(None, lanes), strict=True)
    return {index: round(share / total, 5) for index, share in filled if share >= least}


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


@functools.cache
def _tables() -> tuple[bytes, bytes]:
    """The bin of each level of brightness, and of each of chroma."""
    chroma = [
        min(max((value - 128 + _CHROMA_REACH) * _CHROMA_BINS // (2 * _CHROMA_REACH), 0), _CHROMA_BINS - 1)
        for value in range(256)
    ]
    return bytes(value * _LEVELS // 256 for value in range(256)), bytes(chroma)


def _spread(counts: Mapping[tuple[int, int, int], int], band: int) -> float:
    """The standard deviation of a band of bins."""
    total, first, second = 0, 0, 0
    for key, count in counts.items():
        value = key[band]
        total, first, second = total + count, first + value * count, second + value * value * count
    return math.sqrt(max(0.0, second / total - (first / total) ** 2))

"""Pictures that are the same, or nearly: re-encoded, scaled, brightened, mirrored, lightly cropped, bursts.

Candidates come from perceptual hashes; only they are compared. Hashes that share one of eight bands of bits,
up to one bit, meet in a table, so that no pair is visited without reason. Laying their greys over each other
confirms: correlation alone takes different poses on a white ground for the same (0.95).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from charspec.images.overlay import NEAR, NEAR_CROPPED, Likeness, compare
from charspec.images.phash import BITS, Hashes, distance
from charspec.images.signals import Signals

_Candidate: TypeAlias = tuple[int, int, int, bool]
"""Bits that differ, first, second, whether mirrored."""

_ALL_PAIRS = 500
_BANDS = 8
_MORE_FAILURES = 200
_MOST_PARTNERS = 16


class Twins(NamedTuple):
    """Two pictures, by index, that are alike; `mirrored` if one is so only as the mirror image."""

    first: int
    second: int
    likeness: Likeness
    mirrored: bool


def find_twins(signals: Sequence[Signals]) -> list[Twins]:
    """The pictures that repeat another: each is named once, with one it repeats.

    Up to 500 pictures all hashes are compared; beyond, those that share a band, which loses some of the
    cropped ones. Time grows with the number of pictures, not with its square.
    """
    groups = _Groups(len(signals))
    found: list[Twins] = []
    failures = len(signals) + _MORE_FAILURES
    for bits, first, second, mirrored in sorted((*_flat(signals), *_candidates(_hashed(signals)))):
        if groups.root(first) == groups.root(second):
            continue
        # Cropped and mirrored at once is rarer than another pose that looks so.
        if bits > NEAR and mirrored:
            continue
        if likeness := compare(signals[first], signals[second], mirrored, bits):
            groups.join(first, second)
            found.append(Twins(first, second, likeness, mirrored))
        else:
            failures -= 1
            if not failures:  # the nearest come first: what is left is hardly alike
                break
    return sorted(found, key=lambda twins: (twins.second, twins.first))


class _Groups:
    """Which pictures have been found alike, directly or by others; the root of a group is its first."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low


def _hashed(signals: Sequence[Signals]) -> list[tuple[int, Hashes]]:
    return [(index, hashes) for index, own in enumerate(signals) if (hashes := own.hashes)]


def _flat(signals: Sequence[Signals]) -> Iterator[_Candidate]:
    """Pictures of one colour, which have no hash, with an earlier one of that colour."""
    first: dict[bytes, int] = {}
    for index, own in enumerate(signals):
        if own.hashes is None and first.setdefault(own.colours, index) != index:
            yield 0, first[own.colours], index, False


def _candidates(hashed: Sequence[tuple[int, Hashes]]) -> Iterator[_Candidate]:
    """Pairs whose hashes are near: of each picture with a few before it, those with equal hashes counting as
    one."""
    first: dict[int, int] = {}
    single: list[tuple[int, Hashes]] = []
    for index, hashes in hashed:
        if (before := first.setdefault(hashes.upright, index)) == index:
            single.append((index, hashes))
        else:
            yield 0, before, index, False
    partners = _all_before if len(single) <= _ALL_PAIRS else _sharing_a_band
    for (second, own), others in zip(single, partners(single), strict=True):
        near = []
        for place in others:
            index, hashes = single[place]
            upright, mirrored = distance(own.upright, hashes.upright), distance(own.upright, hashes.mirrored)
            if min(upright, mirrored) <= NEAR_CROPPED:
                near.append((min(upright, mirrored), index, second, mirrored < upright))
        yield from heapq.nsmallest(_MOST_PARTNERS, near)


def _all_before(hashed: Sequence[tuple[int, Hashes]]) -> Iterator[Iterable[int]]:
    return (range(place) for place in range(len(hashed)))


def _sharing_a_band(hashed: Sequence[tuple[int, Hashes]]) -> Iterator[Iterable[int]]:
    """The pictures before each that share a band: every one within 15 bits, since of eight bands one then
    differs in one bit at most; and most others that are near."""
    table: dict[tuple[int, int], list[int]] = {}
    width = -(-BITS // _BANDS)
    for place, (_, hashes) in enumerate(hashed):
        near: set[int] = set()
        for band, bits in (*_bands(hashes.upright), *_bands(hashes.mirrored)):
            near.update(table.get((band, bits), ()))
            for bit in range(width):
                near.update(table.get((band, bits ^ 1 << bit), ()))
        yield near
        for key in _bands(hashes.upright):
            table.setdefault(key, []).append(place)


def _bands(value: int) -> Iterator[tuple[int, int]]:
    width = -(-BITS // _BANDS)
    for band in range(_BANDS):
        yield band, value >> band * width & (1 << width) - 1

"""How alike two pictures are whose hashes are near, by laying their greys over each other."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from operator import mul, sub
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from charspec.images.signals import COLOURS, Signals
from charspec.images.signals import SMALL as SIDE

if TYPE_CHECKING:
    from PIL import Image

Likeness: TypeAlias = Literal["same", "copy", "cropped", "region"]
"""`same`: the pixels may be equal (`same_pixels` tells). `copy`: re-encoded, scaled or brightened. `cropped`:
a part of the other. `region`: alike but for a small region, as in a burst of shots."""

NEAR = 19
"""Bits in which the hashes of copies differ at most."""

NEAR_CROPPED = 29
"""The same for a part of 92% of a picture and more."""

_ROUNDED = 12
_LEAST_CORRELATION = 0.82
_LEAST_ALIGNED = 0.96
_SURELY = 0.985
_LEAST_IN_BURST = 0.94
_CLEARLY = 0.5
_MOST_OF_IT = 0.06
_CLEARLY_LESS = 0.7
_MOST_APART = 1.0
_WORST_CELLS = 21
_COARSE = 16
_FINE = 32
_SCALES = (0.98, 0.96, 0.94, 0.92, 0.9)
_SHIFTS = (0.0, 0.5, 1.0)
_WIDER = (-0.015, 0.0, 0.015)
_ASIDE = (-0.012, 0.0, 0.012)
_OTHER_COLOURS = 0.08
_DARK = 150
_LIT = (10, 240)
_REGION = 16.0
_REGION_CELLS = 8

_Place: TypeAlias = tuple[float, float, float]
"""A part of a picture: left, top and size, as shares of its side."""


def compare(one: Signals, other: Signals, mirrored: bool, bits: int) -> Likeness | None:
    """How two pictures with near hashes are alike; None if they are not."""
    grey = _mirrored(other.grey, SIDE) if mirrored else other.grey
    # A mirrored picture of odd width is scaled down with other neighbours.
    if one.size == other.size and all(abs(a - b) <= _ROUNDED for a, b in zip(one.grey, grey, strict=True)):
        return None if _other_colours(one.colours, other.colours, mirrored) else "same"
    if _other_colours(one.colours, other.colours, mirrored):
        return None
    plain = sum(map(mul, _normal(_at(one.grey, _FINE).tobytes()), _normal(_at(grey, _FINE).tobytes())))
    region = _differs_in_a_region(one.grey, grey)
    if bits <= NEAR and plain >= _SURELY and not region:
        return "copy"
    fit = _best_fit(one.grey, grey, plain)
    if fit.good and not fit.still:
        return "cropped"
    if bits > NEAR:
        return "copy" if fit.good and not region else None
    if region:
        # No burst mirrors a shot.
        least = _SURELY if mirrored else _LEAST_IN_BURST
        return "region" if plain >= least and _differing(one.grey, grey) <= _MOST_OF_IT else None
    return "copy" if plain >= _LEAST_CORRELATION else None


@functools.lru_cache(maxsize=512)
def _at(grey: bytes, side: int) -> Image.Image:
    from PIL import Image

    return Image.frombytes("L", (SIDE, SIDE), grey).reduce(SIDE // side)


def _normal(grey: bytes) -> list[float]:
    """Greys less their mean, of length 1: what brightness and contrast do not change."""
    mean = sum(grey) / len(grey)
    centred = [value - mean for value in grey]
    length = math.sqrt(sum(map(mul, centred, centred))) or 1.0
    return [value / length for value in centred]


class _Fit(NamedTuple):
    """The best way found to lay one picture over another: correlation, how many standard deviations they
    differ by where they differ most, and whether neither had to be cropped."""

    correlation: float
    gap: float
    still: bool

    @property
    def good(self) -> bool:
        return self.correlation >= _LEAST_ALIGNED and self.gap <= _MOST_APART


def _best_fit(one: bytes, other: bytes, plain: float) -> _Fit:
    """Lay each picture over parts of the other: roughly at 16×16, then more finely at 32×32."""
    tried = []
    for inner, outer in ((one, other), (other, one)):
        wanted = _normal(_at(inner, _COARSE).tobytes())
        for place in _places():
            tried.append((_correlation(wanted, _part(outer, _COARSE, place)), place, outer, inner))
    _, rough, outer, inner = max(tried)
    wanted = _normal(_at(inner, _FINE).tobytes())
    correlation, place = max(
        (_correlation(wanted, _part(outer, _FINE, place)), place) for place in _around(rough)
    )
    before, after = _gap(one, other), _gap(inner, _part(outer, SIDE, place))
    # Laid over each other, a burst still differs in its region; a part of a picture no longer differs.
    if after > _CLEARLY_LESS * before:
        return _Fit(plain, before, True)
    return _Fit(correlation, after, False)


@functools.cache
def _places() -> list[_Place]:
    shifts = itertools.product(_SCALES, _SHIFTS, _SHIFTS)
    return [(x * (1 - scale), y * (1 - scale), scale) for scale, x, y in shifts]


def _around(place: _Place) -> list[_Place]:
    """A place, and others a little larger, smaller or aside."""
    left, top, scale = place
    found = []
    for wider, right, down in itertools.product(_WIDER, _ASIDE, _ASIDE):
        size = min(1.0, scale + wider)
        grown = (size - scale) / 2
        x, y = (min(max(start - grown, 0.0), 1 - size) for start in (left + right, top + down))
        found.append((x, y, size))
    return found


def _correlation(wanted: Sequence[float], part: bytes) -> float:
    return float(sum(map(mul, wanted, _normal(part))))


def _gap(one: bytes, other: bytes) -> float:
    """By how many standard deviations the half percent of cells differs that differs most, at 64×64.

    Measured: up to 0.6 in parts of 90% and more, 1.2 and more in other poses before the same ground.
    """
    gaps = sorted(abs(a - b) * SIDE for a, b in zip(_normal(one), _normal(other), strict=True))
    return float(gaps[-_WORST_CELLS])


def _part(grey: bytes, side: int, place: tuple[float, float, float]) -> bytes:
    from PIL import Image

    left, top, scale = (value * side for value in place)
    box = (left, top, min(left + scale, side), min(top + scale, side))
    return _at(grey, side).resize((side, side), Image.Resampling.BICUBIC, box=box).tobytes()


def _differing(one: bytes, other: bytes) -> float:
    """The share of cells that differ by more than half a standard deviation, at 64×64.

    Measured: shots of one burst up to 0.04; other angles in the same pose, the same ground, 0.07 and more.
    """
    limit = _CLEARLY / SIDE
    gaps = map(sub, _normal(one), _normal(other))
    return float(sum(abs(gap) > limit for gap in gaps)) / SIDE**2


def _differs_in_a_region(one: bytes, other: bytes) -> bool:
    """Whether pictures that lie over each other differ clearly somewhere, brightness and contrast aside.

    Measured: re-encoded, scaled and darkened copies differ by up to 5 of 255 levels, strongly brightened
    ones by 20 where a colour overflowed; another expression by 19 to 130.
    """
    low, high = _LIT
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if low <= a < high and low <= b < high]
    if len(pairs) < _REGION_CELLS:
        return False
    means = sum(a for a, _ in pairs) / len(pairs), sum(b for _, b in pairs) / len(pairs)
    spreads = [math.sqrt(sum((pair[side] - means[side]) ** 2 for pair in pairs)) for side in (0, 1)]
    gain = spreads[0] / spreads[1] if spreads[1] else 1.0
    gaps = sorted(abs(a - means[0] - gain * (b - means[1])) for a, b in pairs)
    return gaps[-_REGION_CELLS] >= _REGION


def _other_colours(one: bytes, other: bytes, mirrored: bool) -> bool:
    """Whether the hues differ: the same pose before another backdrop is no copy.

    Measured at 8×8 on the share of each primary: another backdrop 0.10 and more, brightened copies 0.04.
    """
    total = 0.0
    for cell in range(COLOURS * COLOURS):
        row, column = divmod(cell, COLOURS)
        turned = row * COLOURS + (COLOURS - 1 - column if mirrored else column)
        a, b = one[3 * cell : 3 * cell + 3], other[3 * turned : 3 * turned + 3]
        light, light_other = sum(a) + 1, sum(b) + 1
        weight = min(1.0, min(light, light_other) / _DARK)
        total += weight * sum(abs(x / light - y / light_other) for x, y in zip(a, b, strict=True))
    return total / COLOURS**2 >= _OTHER_COLOURS


def _mirrored(grey: bytes, side: int) -> bytes:
    return b"".join(grey[start : start + side][::-1] for start in range(0, len(grey), side))

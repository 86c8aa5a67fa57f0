"""Which pixels are the subject and which are the place: from colours and positions alone, without a model.

The border (top and sides) is taken for the place, the middle for the subject; then both are learnt from each
other's colours and the borders between them move to where colours change. That holds where the subject is in
the middle and differs from what is behind it, as in drawings and in most portraits; where it does not, the
split is a soft ellipse in the middle. It is good enough to compare regions, never to cut anybody out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from charspec.compare.lab import Floats, Mask

_ROUNDS = 4
_BINS = 10
_SURE = 0.5


def subject_mask(lab: Floats) -> Mask:
    """True where the subject is, for a picture as [height, width, 3] in CIELAB."""
    prior = _prior(*lab.shape[:2])
    cells = _cells(lab)
    chance = prior
    for _ in range(_ROUNDS):
        inner, outer = _shares(cells, chance), _shares(cells, 1 - chance)
        likely = prior * inner[cells]
        chance = _soften(likely / (likely + (1 - prior) * outer[cells] + 1e-9))
    return _middle_part(chance > _SURE, prior)


def colours(lab: Floats, mask: Mask) -> Floats:
    """Share of each of 1,000 colours among the pixels of a mask, [1000], its sum 1."""
    return _shares(_cells(lab), mask.astype(np.float32))


def _prior(height: int, width: int) -> Floats:
    """How likely a pixel is the subject's before any colour is seen: in the middle and at the bottom."""
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    away = (x / 0.62) ** 2 + (np.maximum(-y - 0.1, 0) / 0.75) ** 2 + 0 * y
    chance: Floats = np.clip(1 / (1 + np.exp(3.0 * (away - 1))), 0.02, 0.98).astype(np.float32)
    return chance


def _cells(lab: Floats) -> NDArray[np.intp]:
    """The colour cell of each pixel: ten steps of lightness, and of either chroma between -50 and 50."""
    parts = np.clip((lab + np.array([0, 50, 50], np.float32)) / 100 * _BINS, 0, _BINS - 1).astype(np.intp)
    return (parts[..., 0] * _BINS + parts[..., 1]) * _BINS + parts[..., 2]


def _shares(cells: NDArray[np.intp], weight: Floats) -> Floats:
    """Share of each colour cell among the weighted pixels, spread into neighbouring cells."""
    counts = np.bincount(cells.ravel(), weight.ravel(), _BINS**3).reshape(_BINS, _BINS, _BINS)
    for axis in range(3):
        padded = np.pad(counts, [(1, 1) if a == axis else (0, 0) for a in range(3)], mode="edge")
        low, high = (np.take(padded, range(s, s + _BINS), axis) for s in (0, 2))
        counts = 0.6 * counts + 0.2 * (low + high)
    shares: Floats = counts.ravel() / (counts.sum() + 1e-9)
    return shares


def _soften(chance: Floats) -> Floats:
    """Each pixel's mean with its eight neighbours."""
    padded = np.pad(chance, 1, mode="edge")
    h, w = chance.shape
    total: Floats = np.zeros_like(chance)
    for y in range(3):
        for x in range(3):
            total = total + padded[y : y + h, x : x + w]
    return total / 9


def _middle_part(mask: Mask, prior: Floats) -> Mask:
    """What hangs together with the middle; the likely ellipse where that is too little or nearly all."""
    reached = mask & (prior > 0.8)
    while True:
        padded = np.pad(reached, 1)
        beside = padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:]
        grown = mask & (reached | beside)
        if (grown == reached).all():
            break
        reached = grown
    return reached if 0.05 < reached.mean() < 0.9 else prior > _SURE

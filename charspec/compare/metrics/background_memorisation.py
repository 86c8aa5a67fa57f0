"""How far the place of a picture is a training picture's.

Of the pixels that neither subject covers, the share of one colour (ΔE below 9) in the sample and the training
picture, laid over each other, mirrored or not, and moved by a few pixels: 1 is the same place. `nearest` is
that training picture. Pictures are compared at 48 px.

One place looks alike whoever draws it, plain walls above all: on the embedded base, meadows that were drawn
anew reach 0.95. It is a sign of overfitting where most prompts show the set's places without asking for them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from charspec.compare.alignment import ALIKE
from charspec.compare.lab import Floats, Mask
from charspec.compare.metrics import Case, Measure, missing
from charspec.compare.shots import Shot

SHIFTS_X, SHIFTS_Y = range(-6, 7, 2), range(-2, 3, 2)
LEAST = 0.15
"""Share of the picture that has to be place in both; a close-up has none to compare."""


def measure(case: Case) -> Iterable[Measure]:
    if why := missing(case):
        return [Measure(None, None, note=why)]
    return [_of(shot, case.training) for shot in case.samples]


def _of(shot: Shot, training: tuple[Shot, ...]) -> Measure:
    found = [(_same_place(shot, other), other.name) for other in training]
    known = [(value, name) for value, name in found if value is not None]
    if not known:
        return Measure(shot.name, None, note="its subject leaves too little of the place to compare")
    value, nearest = max(known)
    return Measure(shot.name, round(value, 3), nearest=nearest)


def _same_place(shot: Shot, other: Shot) -> float | None:
    best = None
    for step in (1, -1):
        lab, subject = other.lab[:, ::step], other.subject[:, ::step]
        for dy in SHIFTS_Y:
            for dx in SHIFTS_X:
                value = _agreement(shot.lab, shot.subject, lab, subject, dy, dx)
                if value is not None and (best is None or value > best):
                    best = value
    return best


def _agreement(one: Floats, hers: Mask, other: Floats, theirs: Mask, dy: int, dx: int) -> float | None:
    height, width = (min(one.shape[axis], other.shape[axis]) for axis in (0, 1))
    here = np.s_[max(0, dy) : height + min(0, dy), max(0, dx) : width + min(0, dx)]
    there = np.s_[max(0, -dy) : height + min(0, -dy), max(0, -dx) : width + min(0, -dx)]
    place = ~hers[here] & ~theirs[there]
    size = int(place.sum())
    if size < LEAST * height * width:
        return None
    same = np.linalg.norm(one[here] - other[there], axis=-1) < ALIKE
    return float((same & place).sum() / size)

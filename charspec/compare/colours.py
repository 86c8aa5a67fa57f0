"""The colours that mark the character: those that her pictures have more of than the base's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from charspec.compare.lab import Floats
from charspec.compare.metrics import Case
from charspec.compare.shots import Shot
from charspec.compare.subject import colours


@dataclass(frozen=True)
class Marks:
    """`hers` is the mean share of each colour among the subject's pixels of the set, `weight` how much more
    that is than in epoch 0; likeness is 0 for the pictures of epoch 0 on average and 1 for the set's own,
    each against the others."""

    hers: Floats
    weight: Floats
    ground: float
    top: float

    def likeness(self, shot: Shot) -> float:
        raw = _shared(_subject(shot), self.hers, self.weight)
        return round((raw - self.ground) / (self.top - self.ground), 3)


def marks(case: Case) -> Marks | str:
    """The colours that mark her, or why there are none."""
    if len(case.training) < 2:
        return "fewer than two training pictures are there to compare with"
    if not case.base:
        return "there are no pictures of epoch 0 to compare with"
    return _marks(case.training, tuple(case.base.values()))


# The training set and epoch 0 are the same for every epoch of a run.
@lru_cache(maxsize=4)
def _marks(training: Sequence[Shot], base: Sequence[Shot]) -> Marks | str:
    own, others = [_subject(shot) for shot in training], [_subject(shot) for shot in base]
    hers, theirs = _mean(own), _mean(others)
    weight = np.maximum(hers - theirs, 0)
    total = hers * len(own)
    against = [_shared(one, (total - one) / (len(own) - 1), weight) for one in own]
    ground, top = float(np.mean([_shared(one, hers, weight) for one in others])), float(np.median(against))
    if top - ground < LEAST_SPAN:
        return "the set has no colours that the base's own pictures lack"
    return Marks(hers, weight, ground, top)


LEAST_SPAN = 0.1
"""Likeness between the set's pictures and those of epoch 0 below which noise would be divided by nearly
nothing."""


def _subject(shot: Shot) -> Floats:
    return colours(shot.lab, shot.subject)


def _mean(shares: Sequence[Floats]) -> Floats:
    mean: Floats = np.mean(shares, axis=0)
    return mean


def _shared(one: Floats, hers: Floats, weight: Floats) -> float:
    """How much of the marking colours one picture has, 0 to 1; having more of one does not help."""
    part = np.minimum(one, hers) / np.maximum(hers, 1e-9)
    return float((weight * part).sum() / max(float(weight.sum()), 1e-9))

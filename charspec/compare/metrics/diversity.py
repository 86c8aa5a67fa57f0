"""How different the pictures of an epoch's trigger prompts are from each other.

The share of pixels that differ (ΔE of 9 or more), averaged over all pairs of prompts: 0 is one picture drawn
for every prompt. The prompts decide where it starts, so it is read against epoch 0: what falls clearly below
that draws the same things whatever is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from charspec.compare.alignment import ALIKE
from charspec.compare.metrics import Case, Measure


def measure(case: Case) -> Iterable[Measure]:
    pairs = [(a.lab, b.lab) for a, b in combinations(case.samples, 2) if a.lab.shape == b.lab.shape]
    if not pairs:
        return [Measure(None, None, note="fewer than two pictures of prompts are there to compare")]
    differing = [float((np.linalg.norm(a - b, axis=-1) >= ALIKE).mean()) for a, b in pairs]
    return [Measure(None, round(sum(differing) / len(differing), 3))]

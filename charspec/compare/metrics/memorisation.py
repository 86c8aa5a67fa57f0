"""How far the subject of a picture is a training picture's: pose, outline and colours at once.

Each training picture is laid over the sample, mirrored, scaled (0.7 to 1.43) and shifted as it fits best. The
figure is the share of pixels of one colour (ΔE below 9) among all that either subject covers: 1 is a copy.
`nearest` is the training picture that fits best. Pictures are compared at 48 px, where grain is gone.

Two pictures of one drawn character in like poses agree, too: up to 0.69 in the example's set. Hence a figure
says "copied" only well above that, and only beside the class prompt and the other prompts. A copy in another
light, or turned, is not found.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from charspec.compare.alignment import agreement, prepare
from charspec.compare.metrics import Case, Measure, missing


def measure(case: Case) -> Iterable[Measure]:
    if why := missing(case):
        return [Measure(None, None, note=why)]
    drawn = [prepare(shot) for shot in case.samples]
    table = np.array([agreement(training, drawn) for training in case.training])
    nearest = table.argmax(0)
    return [
        Measure(shot.name, round(float(table[best, index]), 3), nearest=case.training[best].name)
        for index, (shot, best) in enumerate(zip(case.samples, map(int, nearest), strict=True))
    ]

"""How far the class prompt without trigger has moved from the base's picture of it.

Mean change of a pixel against epoch 0, as ΔE (CIELAB): 0 is the same picture. A small change is repainting;
from about 20 on another picture was drawn. It tells that something changed, not whether she is in it: that is
`leak`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from charspec.compare.metrics import Case, Measure
from charspec.records import CONTROL


def measure(case: Case) -> Iterable[Measure]:
    if case.control is None:
        return [Measure(CONTROL, None, note="its picture is missing")]
    base = case.base.get(CONTROL)
    if base is None:
        return [Measure(CONTROL, None, note="there is no picture of epoch 0 to compare with")]
    if base.lab.shape != case.control.lab.shape:
        return [Measure(CONTROL, None, note="the picture of epoch 0 has another size")]
    change = np.linalg.norm(case.control.lab - base.lab, axis=-1)
    return [Measure(CONTROL, round(float(change.mean()), 2))]

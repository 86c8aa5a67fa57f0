"""Whether the class prompt without trigger draws the character: her colours in the picture of anyone.

The same likeness as `palette`, of the class prompt's picture. It should stay where it is at epoch 0 while
`palette` rises; where both rise, her look has leaked into everybody (trained long, without pictures of
others).
"""

from __future__ import annotations

from collections.abc import Iterable

from charspec.compare.colours import marks
from charspec.compare.metrics import Case, Measure
from charspec.records import CONTROL


def measure(case: Case) -> Iterable[Measure]:
    found = marks(case)
    if isinstance(found, str):
        return [Measure(CONTROL, None, note=found)]
    if case.control is None:
        return [Measure(CONTROL, None, note="its picture is missing")]
    return [Measure(CONTROL, found.likeness(case.control))]

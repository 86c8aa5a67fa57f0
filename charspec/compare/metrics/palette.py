"""How far the subject has the colours that mark the character: a proxy, never her identity.

The colours are those that the subjects of the set have more of than the base's pictures at epoch 0. 0 is what
those have on average, 1 what a training picture has, held against the others; both are passed now and then.

Right colours in wrong places count, and a character whose colours the base draws anyway is not measured. A
face is not seen at all: that takes `identity`.
"""

from __future__ import annotations

from collections.abc import Iterable

from charspec.compare.colours import marks
from charspec.compare.metrics import Case, Measure


def measure(case: Case) -> Iterable[Measure]:
    found = marks(case)
    if isinstance(found, str):
        return [Measure(None, None, note=found)]
    if not case.samples:
        return [Measure(None, None, note="the pictures of its prompts are missing")]
    return [Measure(shot.name, found.likeness(shot)) for shot in case.samples]

"""The pictures show the character from more than one angle.

Seen from the front alone, the model has to invent the profile and the back, and does so differently each
time (guide, step 2: front, profile, three-quarter, back when possible). A set of one angle is a warning; one
whose angles are all known and that has no profile or no back view is a note, for not every character needs
them. A picture whose angle is neither labelled nor named in its caption may show any, so one such picture
keeps the rule silent.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: front, pose: sitting}
  images/c.png: {angle: front, pose: running}
  images/d.png: {angle: front, pose: waving}
  images/e.png: {angle: front, pose: kneeling}
```

## Does not fire
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: three-quarter, pose: sitting}
  images/c.png: {angle: profile, pose: running}
  images/d.png: {angle: back, pose: waving}
  images/e.png: {angle: front, pose: kneeling}
```

## Fix
None: only the author has other pictures.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.rules.dataset.few_images import FEWEST
from charspec.lint.sets.seen import BACKS, alike, all_seen
from charspec.spec import CharacterSpec, join_words

CODE = "D105"
NAME = "angle-variety"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_FEWEST = 3


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    # Who leaves the angle out of `varies` has decided that it stays.
    if len(items) < _FEWEST or "angle" not in spec.varies:
        return
    known = all_seen(items, "angle", spec)
    if known is None:
        return
    if alike(known):
        yield Hit(
            ("images",),
            f"all {len(items)} pictures show one angle ('{known[0]}')",
            "Add a profile, a three-quarter and, if possible, a back view (guide, step 2).",
        )
        return
    # An angle in words of one's own may be the missing one; a set too small for both is few-images'.
    if len(items) < FEWEST or any(not one.terms for one in known):
        return
    terms = frozenset().union(*(one.terms for one in known))
    missing = [name for name, there in (("profile", {"profile"}), ("back view", BACKS)) if not there & terms]
    if missing:
        yield Hit(
            ("images",),
            f"no picture shows a {join_words(missing).replace(' and ', ' or a ')}",
            "Add one if you can: what no picture shows, the model has to invent (guide, step 2).",
            severity="info",
        )

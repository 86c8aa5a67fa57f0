"""The pictures show the character at more than one zoom level.

Close-ups teach the face and say nothing of the body; full-body shots teach the outfit and leave the face a
few pixels (guide, step 2: close-up portraits, half-body, full-body). The rule speaks where every framing is
known and all are of one of these three levels. A picture whose framing is neither labelled nor named in its
caption may be of any, so one such picture keeps it silent; so does "a portrait of", which says little about
the zoom.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, framing: close-up}
  images/b.png: {angle: profile, framing: close-up}
  images/c.png: {angle: back, framing: close-up}
  images/d.png: {angle: three-quarter, framing: extreme close-up}
```

## Does not fire
```character.yaml
images:
  images/a.png: {angle: front, framing: close-up}
  images/b.png: {angle: profile, framing: close-up}
  images/c.png: {angle: back, framing: full-body}
  images/d.png: {angle: three-quarter, framing: half-body}
```

## Fix
None: only the author has other pictures; a crop of a large one may do.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.seen import ZOOMS, alike, all_seen, zooms
from charspec.spec import CharacterSpec, join_words

CODE = "D107"
NAME = "framing-variety"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_FEWEST = 3


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    # Who leaves the framing out of `varies` has decided that it stays.
    if len(items) < _FEWEST or "framing" not in spec.varies:
        return
    known = all_seen(items, "framing", spec)
    if known is None:
        return
    levels = {zooms(one) for one in known}
    if frozenset() in levels and not alike(known):
        return
    if len(frozenset().union(*levels)) > 1:
        return
    only = next(iter(levels))
    shown = next(iter(only), str(known[0]))
    others = [level for level in dict.fromkeys(ZOOMS.values()) if level not in only]
    crop = "; a crop of a large picture may serve as a close-up" if "close-up" in others else ""
    yield Hit(
        ("images",),
        f"all {len(items)} pictures have one framing ('{shown}')",
        f"Add {join_words(others)} shots (guide, step 2){crop}.",
    )

"""The pictures show more than one place.

When all pictures are taken in the same room, the character wants to be in that room (guide, common
pitfalls: mix backgrounds). The place is read from the labels and the captions; a picture whose place is
unknown counts as another place. The share is charspec's own (threshold `background-share`, 85%). It is
never an error: a studio set may be meant, and then the comment below says so.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, environment: in a tavern}
  images/b.png: {angle: profile, environment: in a tavern}
  images/c.png: {angle: back, environment: in a tavern}
  images/d.png: {angle: three-quarter, environment: in a tavern}
```

## Does not fire
```character.yaml
images:  # charspec: ignore[D109] a studio set, on purpose
  images/a.png: {angle: front, environment: in a white studio}
  images/b.png: {angle: profile, environment: in a white studio}
  images/c.png: {angle: back, environment: in a white studio}
  images/d.png: {angle: three-quarter, environment: in a white studio}
```

## Fix
None: only the author has other pictures.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.thresholds import Thresholds
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

CODE = "D109"
NAME = "background-bleed"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_FEWEST = 3
_SHOWN = 4


def check(items: Sequence[Item], spec: CharacterSpec, thresholds: Thresholds) -> Iterator[Hit]:
    # Who leaves the place out of `varies` has decided that it stays.
    if len(items) < _FEWEST or "environment" not in spec.varies:
        return
    places = {item.file: _place(item) for item in items}
    place, pictures = (
        Counter(found for found in places.values() if found).most_common(1)[0]
        if any(places.values())
        else ("", 0)
    )
    if pictures < _FEWEST or pictures / len(items) < thresholds.background_share:
        return
    files = [file for file, found in places.items() if found == place]
    more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
    yield Hit(
        ("images",),
        f"{pictures} of {len(items)} pictures are in one place by their labels and captions ('{place}'): "
        f"{', '.join(files[:_SHOWN])}{more}",
        "Mix backgrounds, or the place becomes part of the character (guide, common pitfalls).",
    )


def _place(item: Item) -> str:
    """The place of a picture, with its colours: a white studio and a red one are two. Empty if unknown."""
    if "environment" not in item.attributes:
        return ""
    place = item.attributes["environment"]
    if place.origin == "read":
        return place.key
    colours = [match.term for match in vocabulary().find(place.value) if match.attribute == "colour"]
    return " ".join([*sorted(set(colours)), place.key])

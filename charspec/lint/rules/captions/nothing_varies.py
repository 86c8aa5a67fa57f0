"""A caption says what is particular about its picture.

Angle, framing, pose, expression, place and light are captioned because they vary: what a caption leaves
unsaid is learned as part of the character (guide, step 5: caption the elements that are meant to vary). The
rule speaks only where it knows every word of a caption, and none of them names such a thing.

## Fires
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, front view, standing in a forest
  images/back.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, astride a lindworm
```

## Fix
None: only the picture shows what varies.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.rules.captions.quality_boilerplate import is_boilerplate
from charspec.lint.words.captioned import caption_name, hits_or_one
from charspec.lint.words.content import content_of
from charspec.spec import CharacterSpec, join_words

CODE = "C106"
NAME = "nothing-varies"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_NOTHING_NEW = ("colour", "style")
"""What the vocabulary reads that says nothing of one picture."""


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    hits: list[tuple[Item, Hit]] = []
    for item in items:
        # What is composed of labels names those; a template that drops them is C107's.
        if item.caption and item.caption_source != "template" and not _names_anything(item, spec):
            hits.append((item, _hit(item, spec)))
    yield from hits_or_one(hits, len(items), "captions name nothing that varies")


def _names_anything(item: Item, spec: CharacterSpec) -> bool:
    """Whether a caption may name something particular."""
    for part in content_of(item, spec):
        if is_boilerplate(part.text):
            continue
        if part.unknown or any(match.attribute not in _NOTHING_NEW for match in part.known):
            return True
    return False


def _hit(item: Item, spec: CharacterSpec) -> Hit:
    return Hit(
        ("images", item.file, "caption"),
        f"{caption_name(item, spec)} names nothing that varies",
        f"Say what is particular here: {join_words(spec.varies)}. What no caption names becomes part of "
        f"{spec.name}.",
    )

"""A variable outfit is named in every caption.

What the captions name stays variable; a garment that no caption names is learned as part of the character
(guide, step 5, and common pitfalls). Close-ups, which may show no garment, are not asked, nor are captions
the vocabulary cannot read.

## Fires
```character.yaml
outfit:
  policy: variable
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, full-body, standing in a forest
```

## Does not fire
```character.yaml
outfit:
  policy: variable
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, a blue dress, full-body, standing
  images/face.png:
    caption: close-up of Vendalixia, a young woman with silver hair and a red scarf, smiling
```

## Fix
None: only the picture shows what is worn.
"""

from collections.abc import Iterator

from charspec.dataset import Item
from charspec.lint.captioned import caption_name
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.spec import CharacterSpec

CODE = "C110"
NAME = "outfit-unnamed"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_NO_GARMENT = {"close-up", "extreme close-up", "portrait"}
_READABLE = {"angle", "framing", "pose", "expression", "environment", "lighting"}


def check(item: Item, spec: CharacterSpec) -> Iterator[Hit]:
    if not spec.outfit or spec.outfit.policy != "variable" or not item.caption:
        return
    known = set(item.attributes)
    # A caption in which the vocabulary reads nothing else is in other words, or in another language.
    if "outfit" in known or not known & _READABLE:
        return
    if "framing" in known and _NO_GARMENT & {*item.attributes["framing"].terms}:
        return
    path = ("images", item.file) if item.caption_source == "template" else ("images", item.file, "caption")
    yield Hit(
        path,
        f"{caption_name(item, spec)} names no garment, though the outfit varies",
        "Name what is worn here (`outfit: a blue dress`), or write `policy: signature` if it never changes.",
    )

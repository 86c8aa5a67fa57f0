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

from collections.abc import Iterator, Sequence

from charspec.captions import read_attributes
from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.seen import bare_caption
from charspec.lint.words.captioned import caption_name, hits_or_one
from charspec.lint.words.content import Part, content_of
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

CODE = "C110"
NAME = "outfit-unnamed"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_NO_GARMENT = {"close-up", "extreme close-up", "portrait"}
_READABLE = {"angle", "framing", "pose", "expression", "environment", "lighting"}
_WORN = {"wearing", "wears", "worn", "dressed", "clad"}


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    if not spec.outfit or spec.outfit.policy != "variable":
        return
    composed = [item for item in items if item.caption_source == "template"]
    template = spec.caption_template
    if template and "{outfit}" not in template and any("outfit" in item.attributes for item in composed):
        message = "the caption template leaves out the outfit, though it varies"
        yield Hit(("caption_template",), message, "Put `{outfit}` into the template.")
    hits = [(item, _hit(item, spec)) for item in items if item.caption and _is_unnamed(item, spec)]
    yield from hits_or_one(hits, len(items), "captions name no garment, though the outfit varies")


def _hit(item: Item, spec: CharacterSpec) -> Hit:
    composed = item.caption_source == "template"
    return Hit(
        ("images", item.file) if composed else ("images", item.file, "caption"),
        f"{caption_name(item, spec)} names no garment, though the outfit varies",
        "Name what is worn here (`outfit: a blue dress`), or write `policy: signature` if it never changes.",
    )


def _is_unnamed(item: Item, spec: CharacterSpec) -> bool:
    """Whether a caption surely names no garment, of a picture that surely shows one."""
    framing = item.attributes.get("framing")
    if framing and _NO_GARMENT & {*framing.terms}:
        return False
    if item.caption_source == "template":
        return "outfit" not in item.attributes and bool(_READABLE & set(item.attributes))
    read = read_attributes(bare_caption(item, spec), vocabulary())
    # A caption in which the vocabulary reads nothing else is in other words, or in another language.
    if "outfit" in read or not read.keys() & _READABLE:
        return False
    return not any(_may_be_worn(part) for part in content_of(item, spec))


def _may_be_worn(part: Part) -> bool:
    """Whether a part of a caption may name a garment that the vocabulary does not know, or read alone."""
    if any(match.attribute == "outfit" for match in part.known):
        return True
    return part.is_unread or (bool(part.unknown) and bool(_WORN & {*part.text.lower().split()}))

"""Captions name the style that is locked, or none.

With `style: any` the character is meant to be drawn in any manner: a style word in its captions ties it to
that one (guide, step 5: art-style notes only if the character is to be locked to a style, else leave them
out). With a style of its own every caption names it, in the same words, and no other. "Photo of" names no
manner, and neither does a comic on the table.

## Fires
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing, anime style
```

## Does not fire
```character.yaml
style: cel-shaded anime
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing, cel-shaded anime
  images/back.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, reading a comic, cel-shaded anime
```

## Fix
None: whether the style belongs to the character is the author's choice.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.words.captioned import caption_name, caption_path, hits_or_one
from charspec.lint.words.styles import locked_otherwise, style_words
from charspec.lint.words.traits import said
from charspec.spec import CharacterSpec

CODE = "C108"
NAME = "style-words"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    captioned = [item for item in items if item.caption]
    if spec.style == "any":
        hits = [(item, hit) for item in captioned if (hit := _free(item, spec))]
        yield from hits_or_one(hits, len(captioned), "captions name a style, though the style is 'any'")
        return
    if spec.caption_template and "{style}" not in spec.caption_template:
        composed = [item for item in captioned if item.caption_source == "template"]
        captioned = [item for item in captioned if item.caption_source != "template"]
        if any(not said(item.caption, spec.style) for item in composed):
            message = f"the caption template leaves out the style '{spec.style}'"
            yield Hit(("caption_template",), message, "Put `{style}` into the template.")
    hits = [(item, hit) for item in captioned if (hit := _locked(item, spec))]
    yield from hits_or_one(hits, len(captioned), f"captions do not keep to the style '{spec.style}'")


def _free(item: Item, spec: CharacterSpec) -> Hit | None:
    words = style_words(item, spec)
    if not words:
        return None
    return Hit(
        caption_path(item, spec),
        f"{caption_name(item, spec)} names a style ('{words[0]}'), though the style is 'any'",
        f"Leave it out, so that {spec.name} can be drawn in any style; or lock it: `style: {words[0]}`.",
        word=words[0],
    )


def _locked(item: Item, spec: CharacterSpec) -> Hit | None:
    path, name = caption_path(item, spec), caption_name(item, spec)
    words = style_words(item, spec)
    other = f" and says '{words[0]}'" if words else ""
    if said(item.caption, spec.style):
        if not words:
            return None
        message = f"{name} names another style ('{words[0]}') beside '{spec.style}'"
        return Hit(path, message, "Keep to the one style of the spec.", word=words[0])
    if not words and (otherwise := locked_otherwise(item, spec)):
        message = f"{name} words the style '{spec.style}' otherwise: '{otherwise}'"
        hint = f"Write '{spec.style}', in the same words in every caption."
        return Hit(path, message, hint, word=otherwise)
    return Hit(
        path,
        f"{name} lacks the style '{spec.style}'{other}",
        f"Write '{spec.style}', in the same words in every caption; or `style: any`, and none names one.",
        word=words[0] if words else None,
    )

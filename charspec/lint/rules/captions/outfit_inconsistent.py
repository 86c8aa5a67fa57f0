"""A signature outfit is named, whole, in every caption.

An outfit is part of the identity or it varies: decide, and caption accordingly across the whole set (guide,
common pitfalls). With `policy: signature` every caption names every garment of `wears`, in the same words. A
garment in other words is a warning.

## Fires
```character.yaml
outfit:
  policy: signature
  wears:
    - a dark leather coat
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, a white dress, standing
```

## Does not fire
```character.yaml
outfit:
  policy: signature
  wears:
    - a dark leather coat
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, a dark leather coat, standing
```

## Fix
None: a picture with another outfit must leave the set, and only its author sees which it is.
"""

import re
from collections.abc import Iterator

from charspec.captions import find_phrase
from charspec.dataset import Item
from charspec.lint.captioned import caption_name, caption_path
from charspec.lint.finding import Hit, Severity
from charspec.lint.traits import contradiction, paraphrase, said
from charspec.spec import CharacterSpec

CODE = "C109"
NAME = "outfit-inconsistent"
SEVERITY: Severity = "error"

_LONGEST = 30
"""Letters shown before the name of a garment: "a white" of "a white shirt"."""


def check(item: Item, spec: CharacterSpec) -> Iterator[Hit]:
    if not spec.outfit or spec.outfit.policy != "signature" or not item.caption:
        return
    for garment in spec.outfit.wears:
        if said(item.caption, garment):
            continue
        path, name = caption_path(item, spec), caption_name(item, spec)
        if words := paraphrase(item.caption, garment):
            message = f"{name} words the garment '{garment}' otherwise: '{words}'"
            hint = f"Write '{garment}', in the same words in every caption."
            yield Hit(path, message, hint, severity="warning", word=words)
            continue
        if path == ("caption_template",):
            yield Hit(path, f"{name} lacks '{garment}' of the outfit", "Put `{outfit}` into the template.")
            continue
        words = contradiction(item.caption, garment) or _swapped(item, spec)
        says = f" and says '{words}'" if words else ""
        yield Hit(
            path,
            f"{name} lacks '{garment}' of the signature outfit{says}",
            f"Write '{garment}' if the picture shows it; else take it out, or write `policy: variable`.",
            word=words,
        )


def _swapped(item: Item, spec: CharacterSpec) -> str | None:
    """What the caption says of a garment that neither identity nor outfit knows."""
    outfit = item.attributes.get("outfit")
    known = " ".join((*spec.identity.traits, *(spec.outfit.wears if spec.outfit else ()))).casefold()
    for term in outfit.terms if outfit else ():
        place = find_phrase(item.caption, term)
        if place and not said(known, term):
            before = re.split(r"[,.;:]", item.caption[: place[0]])[-1].lstrip()
            return before[-_LONGEST:] + item.caption[place[0] : place[1]]
    return None

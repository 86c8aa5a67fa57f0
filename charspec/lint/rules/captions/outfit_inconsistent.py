"""A signature outfit is named, whole, in every caption.

An outfit is part of the identity or it varies: decide, and caption accordingly across the whole set (guide,
common pitfalls). With `policy: signature` every caption names every garment of `wears`, in the same words. A
garment in other words is a warning. One that a close-up leaves out is told as information: it may not be seen
there. A caption that denies a garment ("without her coat") does not name it.

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
from charspec.lint.finding import Hit, Severity
from charspec.lint.words.captioned import caption_name, caption_path
from charspec.lint.words.denials import denied
from charspec.lint.words.paraphrase import read_trait
from charspec.lint.words.traits import said
from charspec.spec import CharacterSpec

CODE = "C109"
NAME = "outfit-inconsistent"
SEVERITY: Severity = "error"

_CLOSE = frozenset(("close-up", "extreme close-up", "portrait"))

_LONGEST = 30
"""Letters shown before the name of a garment: "a white" of "a white shirt"."""


def check(item: Item, spec: CharacterSpec) -> Iterator[Hit]:
    if not spec.outfit or spec.outfit.policy != "signature" or not item.caption:
        return
    for garment in spec.outfit.wears:
        path, name = caption_path(item, spec), caption_name(item, spec)
        if absent := denied(item.caption, garment):
            yield Hit(
                path,
                f"{name} says '{absent.words}', though '{garment}' belongs to the signature outfit",
                "Leave the picture out, or write `policy: variable`.",
                severity="warning" if absent.beside else None,
                word=absent.words,
            )
            continue
        if said(item.caption, garment):
            continue
        found = read_trait(item.caption, garment)
        if found and found.kind != "other":
            message = f"{name} words the garment '{garment}' otherwise: '{found.words}'"
            if found.kind == "part":
                message = f"{name} says only part of the garment '{garment}': '{found.words}'"
            hint = f"Write '{garment}', in the same words in every caption."
            yield Hit(path, message, hint, severity="warning", word=found.words)
            continue
        if path == ("caption_template",):
            yield Hit(path, f"{name} lacks '{garment}' of the outfit", "Put `{outfit}` into the template.")
            continue
        words = found.words if found else _swapped(item, spec)
        says = f" and says '{words}'" if words else ""
        unseen = not words and _is_close(item)
        otherwise = (
            "a close-up may do without it" if unseen else "else take it out, or write `policy: variable`"
        )
        yield Hit(
            path,
            f"{name} lacks '{garment}' of the signature outfit{says}",
            f"Write '{garment}' if the picture shows it; {otherwise}.",
            severity="info" if unseen else None,
            word=words,
        )


def _is_close(item: Item) -> bool:
    """Whether a picture may show too little of the character for a garment to be seen."""
    framing = item.attributes.get("framing")
    return framing is not None and bool(_CLOSE & set(framing.terms))


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

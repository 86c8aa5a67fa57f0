"""Whether the outfit belongs to the character is decided.

A spec without `outfit:` leaves it open, and its captions name different garments: neither is the outfit
learned as part of the character, nor is it captioned in every picture. Decide upfront, and caption
accordingly across the whole set (guide, common pitfalls). Two garments differ if they cannot be one: a dress
and a shirt, a red dress and a blue one; a coat over a shirt, or a hat that only some captions name, are no
contradiction.

## Fires
```character.yaml
identity: a fox
images:
  images/a.png: {caption: "Vendalixia, a fox, a blue dress, standing"}
  images/b.png: {caption: "Vendalixia, a fox, plate armour, running"}
```

## Does not fire
```character.yaml
identity: a fox
outfit:
  policy: variable
images:
  images/a.png: {caption: "Vendalixia, a fox, a blue dress, standing"}
  images/b.png: {caption: "Vendalixia, a fox, plate armour, running"}
```

## Fix
None: only the author knows which it is.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from charspec.captions import is_english
from charspec.dataset import Item
from charspec.lint.finding import Also, Confidence, Hit, Severity
from charspec.lint.sets.seen import bare_caption
from charspec.lint.words.appearance import colours
from charspec.lint.words.content import content_of, parts_of
from charspec.spec import CharacterSpec

CODE = "C120"
NAME = "outfit-undecided"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_LAYERS = {
    "over": "coat jacket cloak poncho",
    "body": """dress armour kimono swimsuit spacesuit overalls suit uniform bodysuit tracksuit shirt t-shirt
        sweater hoodie tunic pyjamas robe""",
    "legs": "trousers jeans shorts skirt",
}
_LAYER = {term: layer for layer, terms in _LAYERS.items() for term in terms.split()}
"""Garments of which one is worn at a time, by where. Those not here are worn with others, or on and off."""

_WORDS_OF_COLOUR = 3
_MOST = 200


class _Garment(NamedTuple):
    layer: str
    term: str
    colour: frozenset[str]
    words: str

    def may_be(self, other: "_Garment") -> bool:
        """Whether two captions may mean one garment; a colour that is not named may be any."""
        if self.term != other.term:
            return False
        return not (self.colour and other.colour) or bool(self.colour & other.colour)


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    if spec.outfit is not None:
        return
    # Sets of thousands of pictures have few outfits: compare those.
    worn: dict[tuple[_Garment, ...], Item] = {}
    for item in items:
        if garments := _garments(item, spec):
            worn.setdefault(garments, item)
    for one, other in itertools.combinations(itertools.islice(worn, _MOST), 2):
        if pair := _different(one, other):
            yield _hit(spec, *zip(pair, (worn[one], worn[other]), strict=True))
            return


def _hit(spec: CharacterSpec, one: tuple[_Garment, Item], other: tuple[_Garment, Item]) -> Hit:
    named = " and ".join(f"'{garment.words}' ({item.file})" for garment, item in (one, other))
    return Hit(
        ("images",),
        f"the spec says nothing of an outfit, and captions name different garments: {named}",
        "Decide: `outfit: {policy: variable}`, and every caption names what is worn; or `policy: signature` "
        "and what it `wears`, and pictures with another outfit leave the set.",
        also=tuple(
            Also(("images", item.file, "caption"), f"says '{garment.words}'", garment.words)
            for garment, item in (one, other)
        ),
    )


def _different(ours: Sequence[_Garment], theirs: Sequence[_Garment]) -> tuple[_Garment, _Garment] | None:
    """Two garments for one place that cannot be the same; None if the two captions may name one outfit."""
    for layer in _LAYERS:
        mine = [garment for garment in ours if garment.layer == layer]
        yours = [garment for garment in theirs if garment.layer == layer]
        if mine and yours and not any(one.may_be(other) for one in mine for other in yours):
            return mine[0], yours[0]
    return None


def _garments(item: Item, spec: CharacterSpec) -> tuple[_Garment, ...]:
    """What a label or a caption says is worn, apart from what the identity says."""
    label = item.picture.attributes.get("outfit")
    if label is None and not is_english(bare_caption(item, spec)):
        return ()
    found: list[_Garment] = []
    for part in parts_of(label) if label else content_of(item, spec):
        for match in part.known:
            if match.attribute != "outfit" or match.term not in _LAYER:
                continue
            before = part.text[: match.start].split()[-_WORDS_OF_COLOUR:]
            within = part.text[match.start : match.end]
            told = [word for word in before if colours(word)]
            colour = frozenset().union(*(colours(word) for word in (*before, *within.split())))
            words = " ".join([*before[before.index(told[0]) :], within]) if told else within
            found.append(_Garment(_LAYER[match.term], match.term, colour, words))
    return tuple(found)

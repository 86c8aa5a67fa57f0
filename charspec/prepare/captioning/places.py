"""A place in the words of a caption: `in a forest`, `on a beach`."""

from __future__ import annotations

from charspec.captions import begins_with_preposition
from charspec.captions.reading import without_article
from charspec.vocabulary import vocabulary

_BEFORE = {
    "on": "beach mountain hill cliff island volcano rooftop bridge road street ship train lawn playground "
    "staircase balcony tabletop shelf chair cushion box glacier planet battlefield farm",
    "by": "lake river waterfall window tree swimming-pool",
    "before": "wall plain-background",
}
_AS_A_WHOLE = {
    "snow": "in the snow",
    "sky": "in the sky",
    "ocean": "by the ocean",
    "space": "in space",
    "floor": "on the floor",
    "ground": "on the ground",
    "ruins": "among ruins",
    "rocks": "on rocks",
}
_PREPOSITIONS = {term.replace("-", " "): word for word, terms in _BEFORE.items() for term in terms.split()}


def placed(words: str) -> str:
    """A place with its preposition, if the vocabulary knows the place; words that have one stay as they are.

    >>> placed("snowy forest"), placed("the old castle"), placed("in a bar"), placed("limbo")
    ('in a snowy forest', 'in the old castle', 'in a bar', 'limbo')
    """
    # "outdoors, in a field": what follows says more.
    first, _, rest = words.partition(", ")
    if rest and first.casefold() in ("outdoors", "outside", "indoors", "inside"):
        words = rest
    if begins_with_preposition(words):
        return words
    bare = without_article(words)
    known = next((one for one in vocabulary().find(bare) if one.attribute == "environment"), None)
    if known is None or known.term in ("outdoors", "underwater"):
        return words
    if bare.casefold() in _AS_A_WHOLE:
        return _AS_A_WHOLE[bare.casefold()]
    # Another word for a place may be a plural: "trees" takes no article, nor do we know its preposition.
    if bare == words and not bare.casefold().endswith(known.term):
        return words
    article = "" if bare != words else "an " if bare[:1].casefold() in "aeiou" else "a "
    return f"{_PREPOSITIONS.get(known.term, 'in')} {article}{words}"

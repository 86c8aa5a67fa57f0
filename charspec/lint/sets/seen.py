"""What is known of a picture's angle, framing, pose, …, and how surely: what the rules about a set compare.

A label or a caption says more than its known words: "standing with a torch" and "standing on her toes" are
two poses, though the vocabulary knows neither torches nor toes. The words left over therefore count, so that
two pictures are alike only where everything said of them is.
"""

import functools
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from charspec.captions import find_phrase, read_attributes, without_identity
from charspec.captions.compose import PREPOSITIONS
from charspec.dataset import Item
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

Zoom: TypeAlias = Literal["close-up", "half-body", "full-body"]

ZOOMS: dict[str, Zoom] = {
    "extreme close-up": "close-up",
    "close-up": "close-up",
    "portrait": "close-up",
    "half-body": "half-body",
    "cowboy shot": "half-body",
    "full-body": "full-body",
    "wide shot": "full-body",
}
"""The guide's three zoom levels (step 2), by the vocabulary's terms."""

BACKS = frozenset(("back", "three-quarter back"))
"""Angles that show the back."""

_NO_SIDE = frozenset(("eye level",))
"""An angle that says nothing of the side: most pictures are taken at the height of the eyes."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PART = re.compile(r"[^,.;:]+")
_IDLE_WORDS = """
a an the of and with is are her his its their she he it they this that very
view shot angle pose expression look face looking facing seen from wearing
"""
_BODY_WORDS = """
arm arms hand hands leg legs knee knees foot feet fist fists head chin elbow elbows finger fingers
shoulder shoulders paw paws tail wing wings ear ears toe toes thumb thumbs back torso hip hips
"""
_NOUNS_IN_ING = """
building ceiling evening morning clothing lighting string spring wing thing painting sling
railing awning dressing crossing landing opening clearing wedding nothing something
"""
_IDLE = frozenset(_IDLE_WORDS.split())
_BODY = frozenset(_BODY_WORDS.split())
_NO_VERBS = frozenset(_NOUNS_IN_ING.split())
_JOINTS = frozenset(("and", "with", "while", "as", "who", "which", "that"))


class Seen(NamedTuple):
    """What is known of one attribute of one picture.

    `terms` are the vocabulary's words for it, `rest` the other words that may say something about it. `sure`
    if it is labelled, or read from a caption of which the vocabulary knows every word.
    """

    terms: frozenset[str]
    rest: frozenset[str]
    sure: bool

    @property
    def key(self) -> tuple[frozenset[str], frozenset[str]]:
        """Equal for two pictures that are alike in everything said of them."""
        return self.terms, self.rest

    def __str__(self) -> str:
        return " ".join([*sorted(self.terms), *sorted(self.rest)])


def seen(item: Item, attribute: str, spec: CharacterSpec) -> Seen | None:
    """What is known of an attribute of a picture; None if nothing is."""
    found = item.attributes.get(attribute)
    if found is None:
        return None
    if found.origin == "labelled":
        terms, rest = frozenset(found.terms) - _NO_SIDE, _left_over(found.value)
        return Seen(terms, rest, True) if terms or rest else None
    return read_from(bare_caption(item, spec), attribute)


def read_from(text: str, attribute: str) -> Seen | None:
    """What a text without trigger and identity says of an attribute; None if nothing is known of it."""
    # Tags write blanks as underscores.
    text = text.replace("_", " ")
    terms = frozenset(read_attributes(text, vocabulary()).get(attribute, ())) - _NO_SIDE
    # "A portrait of her" says little of how much is seen.
    if not terms or (attribute == "framing" and terms == {"portrait"}):
        return None
    rest = words_about(attribute, text) if attribute in ("pose", "expression") else frozenset[str]()
    return Seen(terms, rest, not _left_over(text))


def all_seen(items: Sequence[Item], attribute: str, spec: CharacterSpec) -> list[Seen] | None:
    """What is known of an attribute of every picture; None if it is unknown of one, which may be anything."""
    found = [seen(item, attribute, spec) for item in items]
    known = [one for one in found if one is not None]
    return known if len(known) == len(found) else None


def alike(known: Sequence[Seen]) -> bool:
    """Whether all are one and the same."""
    return len({one.key for one in known}) == 1


def zooms(one: Seen) -> frozenset[Zoom]:
    """The zoom levels that a framing means; empty for words of one's own."""
    return frozenset(ZOOMS[term] for term in one.terms if term in ZOOMS)


def shows_no_face(item: Item, spec: CharacterSpec) -> bool:
    """Whether a picture is a back view of which no expression is said."""
    angle = seen(item, "angle", spec)
    return angle is not None and bool(angle.terms & BACKS) and "expression" not in item.attributes


def bare_caption(item: Item, spec: CharacterSpec) -> str:
    """The caption without trigger, identity and signature outfit: what it says of this one picture."""
    text = without_identity(item.caption, spec)
    for garment in spec.outfit.wears if spec.outfit else ():
        if place := find_phrase(text, garment):
            text = text[: place[0]] + text[place[1] :]
    return text


@functools.lru_cache(maxsize=4096)
def _left_over(text: str) -> frozenset[str]:
    """The words of a text that the vocabulary does not know, in lower case."""
    return frozenset(word for word, _, known in _words(text) if not known)


@functools.lru_cache(maxsize=4096)
def words_about(attribute: str, text: str) -> frozenset[str]:
    """The unknown words of a caption that may belong to a pose or an expression.

    Of the parts that name it, all words outside the places ("standing beside a well" is standing); of the
    others, what a body does ("one arm raised", "feeding the ducks").
    """
    matches = [match for match in vocabulary().find(text) if match.attribute == attribute]
    found: set[str] = set()
    for part in _PART.finditer(text):
        named = any(part.start() <= match.start < part.end() for match in matches)
        words = _words(part[0])
        of_a_body = any(word in _BODY or _is_a_verb(word) for word, _, known in words if not known)
        if named or (attribute == "pose" and of_a_body):
            found |= _outside_places(words)
    return frozenset(found)


def _outside_places(words: Sequence[tuple[str, int, bool]]) -> set[str]:
    found: set[str] = set()
    in_a_place = False
    for word, _, known in words:
        if word in PREPOSITIONS and word != "with":
            in_a_place = True
        elif word in _JOINTS or word in _BODY or _is_a_verb(word):
            in_a_place = False
        if not (in_a_place or known or word in PREPOSITIONS or word in _JOINTS):
            found.add(word)
    return found


def _is_a_verb(word: str) -> bool:
    return len(word) > 4 and word.endswith("ing") and word not in _NO_VERBS


def _words(text: str) -> list[tuple[str, int, bool]]:
    """The words of a text, where they begin, and whether they are known or say nothing."""
    known = [(match.start, match.end) for match in vocabulary().find(text)]
    return [
        (
            word[0].lower(),
            word.start(),
            word[0].lower() in _IDLE
            or word[0].lower() in PREPOSITIONS
            or any(start <= word.start() < end for start, end in known),
        )
        for word in _WORD.finditer(text)
    ]

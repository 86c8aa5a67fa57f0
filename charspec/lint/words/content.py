"""What a caption says besides the identity: its parts, what the vocabulary reads in them, and what it cannot.

A rule that finds something missing has to know whether a word it does not know may say it.
"""

import functools
import re
from typing import NamedTuple

from charspec.captions import without_identity, without_phrases
from charspec.captions.compose import PREPOSITIONS
from charspec.dataset import Item
from charspec.lint.words.appearance import ADJECTIVES, colours, is_region
from charspec.spec import CharacterSpec
from charspec.vocabulary import Match, vocabulary

_PART = re.compile(r"[^,.;:!?()\n]+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")

_FUNCTION_WORDS = """
a an the this that these those and or but nor of with without to for as is are was were be been being
has have had do does did her his its their our your my she he they it we you i him them himself herself
itself themselves who whose whom which what where when while there here not no only just also both each
every all some any one two three four several many few more most other another same such than then so
too very rather quite slightly almost partly fully completely clearly directly together wearing worn
wears dressed clad featuring features can could will would being made s t everything everyone everybody
everywhere nothing nobody nowhere something someone somebody somewhere anything anyone anybody anywhere
"""
_PEOPLE = """
woman women girl girls man men boy boys lady ladies guy person people human character figure female male
child children kid adult teen teenager youth subject someone individual young old elderly aged
middle-aged 1girl 1boy 1other solo protagonist hero heroine original
"""
_PICTURES = """
photo photos photograph picture image portrait view views shot scene depiction shows show showing shown
depicts depicting depicted seen visible appears appear looking looks look gaze gazing camera viewer
frame framed background foreground backdrop setting pose poses posing posed expression face light
lighting lit style composition focus angle side front back left right center centre top bottom middle
towards toward forward behind ahead nice beautiful pretty cute adorable lovely stunning gorgeous
handsome attractive cool amazing detailed simple plain plainly facing head body close distance full half
position standing
"""
IDLE = frozenset(f"{_FUNCTION_WORDS} {_PEOPLE} {_PICTURES}".split()) | PREPOSITIONS
"""Words that by themselves tell nothing of a picture."""

_OF_THINGS = frozenset(("with", "of", "without", "like"))


class Part(NamedTuple):
    """What stands between two commas: what the vocabulary reads in it, the other words (`rest`), and of
    those the ones that say something (`unknown`)."""

    text: str
    known: tuple[Match, ...]
    rest: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def may_be_a_place(self) -> bool:
        """Whether unknown words may name where it is: "amid the spires", "spires"; not "holding a sword"."""
        words = {word.lower() for word in _WORD.findall(self.text)}
        return bool(self.unknown) and (not self.known or bool(words & PREPOSITIONS - _OF_THINGS))

    @property
    def is_unread(self) -> bool:
        """Whether it says something, none of which the vocabulary reads."""
        return bool(self.unknown) and not self.known


@functools.lru_cache(maxsize=16384)
def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a caption."""
    return tuple(_part(found[0].replace("_", " ").strip()) for found in _PART.finditer(text))


def content_of(item: Item, spec: CharacterSpec) -> tuple[Part, ...]:
    """The parts of a caption without trigger, identity, signature outfit and locked style."""
    worn = spec.outfit.wears if spec.outfit else ()
    style = () if spec.style == "any" else (spec.style,)
    return parts_of(without_phrases(without_identity(item.caption, spec), (*worn, *style)))


def _part(text: str) -> Part:
    known = tuple(vocabulary().find(text))
    covered = [(match.start, match.end) for match in known]
    rest = tuple(
        word[0].lower()
        for word in _WORD.finditer(text)
        if not any(start <= word.start() < end for start, end in covered)
    )
    return Part(text, known, rest, tuple(word for word in rest if not tells_nothing(word)))


@functools.lru_cache(maxsize=16384)
def tells_nothing(word: str) -> bool:
    """Whether a word says nothing of this one picture: small words, people, colours, parts of the body."""
    low = word.lower().removesuffix("'s").removesuffix("\u2019s")
    pieces = low.split("-")
    if low in IDLE or low in ADJECTIVES or low.isdigit():
        return True
    return all(piece in IDLE | ADJECTIVES or is_region(piece) or bool(colours(piece)) for piece in pieces)

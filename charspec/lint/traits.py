"""Traits and garments in captions: said exactly, said in other words, or not said; and writing them in."""

import re
import unicodedata
from typing import NamedTuple

from charspec.captions import contains_phrase, find_phrase, find_trigger
from charspec.spec import CharacterSpec, join_words
from charspec.vocabulary import vocabulary

_PART = re.compile(r"[^,.;:]+")
_WORD = re.compile(r"[^\W_]+")
_ARTICLE = re.compile(r"^(?:an?|the|her|his|its|their)\s+", re.IGNORECASE)
_IDLE = frozenset(("a", "an", "the", "her", "his", "its", "their", "of", "with", "and", "in", "wearing"))
_ENDINGS = ("s", "es", "d", "ed", "y", "ish", "en")
_SLACK = 3
"""Words that may stand between those of a trait: "silver hair" in "silver and rather long hair"."""


class Word(NamedTuple):
    text: str
    start: int
    end: int


def said(caption: str, phrase: str) -> bool:
    """Whether a caption says a trait in its own words; the article may differ.

    >>> said("wearing the red scarf", "a red scarf")
    True
    """
    words = core(phrase)
    # Scripts without case (Chinese, Japanese, Thai, …) mostly write without blanks: no word ends anywhere.
    if any(unicodedata.category(char) == "Lo" for char in words):
        return words in caption
    return contains_phrase(caption, words)


def core(phrase: str) -> str:
    """A trait without its article: `red scarf`."""
    return _ARTICLE.sub("", phrase)


def paraphrase(caption: str, phrase: str) -> str | None:
    """The words with which a caption says a trait otherwise: "silver-haired" for "silver hair"; None if it
    does not.

    >>> paraphrase("a silver-haired woman", "silver hair")
    'silver-haired'
    """
    wanted = [_forms(word.text) for word in _words(phrase) if word.text.lower() not in _IDLE]
    for part in _PART.finditer(caption):
        words = _words(part[0])
        for first in range(len(words)):
            for last in range(first + 1, min(len(words), first + len(wanted) + _SLACK) + 1):
                forms = [_forms(word.text) for word in words[first:last]]
                if wanted and all(any(want & form for form in forms) for want in wanted):
                    return part[0][_start(words, first, last, wanted) : words[last - 1].end]
    return None


def contradiction(caption: str, phrase: str) -> str | None:
    """The words with which a caption gives the same thing another colour: "golden hair" for "silver hair"."""
    colours = _colours(phrase)
    noun = core(phrase).split()[-1]
    place = find_phrase(caption, noun)
    if not colours or not place:
        return None
    before = _PART.findall(caption[: place[0]])[-1:] or [""]
    words = _words(before[0])[-2:] if caption[: place[0]].endswith((" ", "-")) else []
    for index, word in enumerate(words):
        found = _colours(word.text)
        if found and not found & colours:
            return " ".join([*(one.text for one in words[index:]), caption[place[0] : place[1]]])
    return None


def with_traits(caption: str, spec: CharacterSpec, missing: tuple[str, ...]) -> str:
    """The caption with the missing traits written in, where the identity belongs.

    After the class phrase if that is there ("a young woman with …"), else after the trigger, else at the end.
    """
    if place := find_phrase(caption, spec.identity.class_phrase):
        head, tail = caption[: place[1]], caption[place[1] :]
        following = re.match(r"\s+with\s+", tail)
        if not following:
            return f"{head} with {join_words(missing)}{tail}"
        rest = tail[following.end() :]
        there = join_words([trait for trait in spec.identity.traits if trait not in missing])
        if there and rest.startswith(there):
            return f"{head}{following[0]}{join_words(spec.identity.traits)}{rest.removeprefix(there)}"
        joint = ", " if " and " in re.split(r"[,.;]", rest)[0] else " and "
        return f"{head}{following[0]}{', '.join(missing)}{joint}{rest}"
    words = join_words(missing)
    if set(missing) == set(spec.identity.traits):
        words = spec.identity.worded()
    triggers = find_trigger(caption, spec.trigger)
    if triggers and not caption[triggers[0][1] :].startswith(("'s", "’s")):
        end = triggers[0][1]
        tail = caption[end:].lstrip()
        joint = "" if not tail or tail[0] in ",.;" else ", "
        return f"{caption[:end]}, {words}{joint}{tail}"
    return f"{caption.rstrip(' ,.')}, {words}" if caption.strip() else words


def _words(text: str) -> list[Word]:
    return [Word(found[0], *found.span()) for found in _WORD.finditer(text)]


def _start(words: list[Word], first: int, last: int, wanted: list[frozenset[str]]) -> int:
    """Where the shortest run that ends at `last` begins."""
    for later in range(last - 1, first - 1, -1):
        forms = [_forms(word.text) for word in words[later:last]]
        if all(any(want & form for form in forms) for want in wanted):
            return words[later].start
    return words[first].start


def _forms(word: str) -> frozenset[str]:
    """A word and what is left of it without its endings; a colour also by its name in the vocabulary."""
    low = word.lower()
    bare = {low.removesuffix(ending) for ending in _ENDINGS}
    return frozenset({form for form in bare if len(form) >= 3} | {low} | _colours(low))


def _colours(text: str) -> set[str]:
    return {match.term for match in vocabulary().find(text) if match.attribute == "colour"}

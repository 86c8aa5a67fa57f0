"""Reading a caption back into attributes, by the vocabulary."""

import re

from charspec.captions.phrases import find_phrase, find_trigger
from charspec.spec import CharacterSpec
from charspec.vocabulary import Vocabulary

# Words too common to mean an angle, an expression or a place inside a sentence: they count as a part of
# their own.
_COMMON = """
front back profile neutral calm serious proud dark space stage store bar bed rain room mask train ring bag tie
points turns blocking drawing field bath
"""
_ONLY_ALONE = frozenset(_COMMON.split())


def read_attributes(caption: str, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The attributes a caption names, as canonical terms in the order of the caption; unknown ones are
    absent.

    `{"angle": ("three-quarter",), "environment": ("forest",), "lighting": ("dusk", "soft light")}`. Colours
    come under `colour`, garments under `outfit`, style words under `style`.
    """
    read: dict[str, list[str]] = {}
    for match in vocabulary.find(caption):
        if caption[match.start : match.end].lower() in _ONLY_ALONE and not _alone(
            caption, match.start, match.end
        ):
            continue
        terms = read.setdefault(match.attribute, [])
        if match.term not in terms:
            terms.append(match.term)
    return {attribute: tuple(terms) for attribute, terms in read.items()}


def without_identity(caption: str, spec: CharacterSpec) -> str:
    """The caption without trigger and identity, which say nothing about this one picture."""
    for start, end in reversed(find_trigger(caption, spec.trigger)):
        caption = caption[:start] + caption[end:]
    for phrase in (spec.identity.worded(), *spec.identity.traits, spec.identity.class_phrase):
        if place := find_phrase(caption, phrase):
            caption = caption[: place[0]] + caption[place[1] :]
    return caption


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a word fills the part between two commas, apart from an article or a preposition."""
    before = re.split(r"[,.;:]", text[:start])[-1].split()
    after = re.split(r"[,.;:]", text[end:])[0].split()
    return not after and len(before) <= 2 and all(len(word) <= 4 for word in before)

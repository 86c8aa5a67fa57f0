"""Reading a caption back into attributes, by the vocabulary."""

import functools
import re

from charspec.captions.language import is_english
from charspec.captions.phrases import find_phrase, find_trigger
from charspec.lazy import pattern
from charspec.spec import CharacterSpec
from charspec.vocabulary import Match, Vocabulary

# Words too common to mean an angle, an expression or a garment inside a sentence: they count as a part of
# their own.
_COMMON = """
front back profile neutral calm serious proud dark mask ring bag tie points turns blocking drawing bust
full-length half-length morning evening afternoon night shade gloom jumping playing swimming fear surprise
portrait collar top belt suit
"""
_ONLY_ALONE = frozenset(_COMMON.split()) | {"full length", "half length"}

# Words that are a place only after "in", "at", "by" …: the bar of a cage and a train of thought are none.
_THINGS = """
space stage store bar bed rain room train field bath trees waves rocks boulder boulders bus boat deck
dock port path road track coast hall lobby steps stairs desk table counter chair stool throne cushion
pillow pillows cushions box crate basket blanket mat bench gate door log tree truck van car cabin tent
camp hill wall floor ground grass snow sky clouds sea lake river city town village farm mine shop market
window shelf cave tower bridge fort spa landscape shower sofa couch armchair lounge swings pool inn pub
loft tunnel roof ruin island lane gallery
"""
_ONLY_PLACED = frozenset(_THINGS.split())
_PLACED = pattern(
    r"(?:^|[\s(])(?:in|on|at|by|inside|beside|near|behind|under|through|along|across|into|onto|outside|aboard|"
    r"from|against|within|around|over|below|beneath|atop|between|among|down|up|past|toward|towards|of|background)"
    r"\s+(?:(?:an?|the|her|his|its|their|some|one)\s+)?(?:[\w'-]+\s+){0,2}$",
    re.IGNORECASE,
)

# What furniture and ground say of a place is less than what the room or the country says.
_FURNITURE = "wall floor ground tabletop shelf chair cushion box tree rocks window doorway lawn outdoors room"
_SURFACES = frozenset(_FURNITURE.split())
_LESSER = {"environment": _SURFACES, "angle": frozenset(("eye level",))}

_LIGHT = pattern(r"\b(?:\w*li(?:gh)?t|lighting|glow\w*|sun\w*|lamp\w*|rays?|beams?|shadows?|wind)\b", re.I)


_FACE = pattern(
    r"\b(?:expression|face|look|looks|looking|seems|appears|gaze)(?:\s+(?:is|remains|stays|very|quite|rather|both|and))*"
    r"\s+$",
    re.IGNORECASE,
)
"""Words before a common one that make it an expression: "her face is calm", "looks serious"."""


def read_attributes(caption: str, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The attributes a caption names, as canonical terms in the order of the caption; unknown ones are
    absent.

    `{"angle": ("three-quarter",), "environment": ("forest",), "lighting": ("dusk", "soft light")}`. Colours
    come under `colour`, garments under `outfit`, style words under `style`. A caption that is not English
    has no attributes that could be read. Of a place, the room or the country comes before what stands in it.
    """
    read: dict[str, list[str]] = {}
    caption = caption.replace("_", " ")
    if not is_english(caption):
        return {}
    for match in vocabulary.find(caption):
        if not _counts(caption, match):
            continue
        terms = read.setdefault(match.attribute, [])
        if match.term not in terms:
            terms.append(match.term)
    for attribute, lesser in _LESSER.items():
        if attribute in read:
            read[attribute].sort(key=lambda term: term in lesser)
    return {attribute: tuple(terms) for attribute, terms in read.items()}


def without_identity(caption: str, spec: CharacterSpec) -> str:
    """The caption without trigger and identity, which say nothing about this one picture."""
    identity = spec.identity
    phrases = (identity.worded(), *identity.traits, identity.class_phrase)
    return without_phrases(_without_trigger(caption, spec.trigger), phrases)


@functools.lru_cache(maxsize=16384)
def without_phrases(text: str, phrases: tuple[str, ...]) -> str:
    """A text without phrases, whatever their article; blanks may be written as underscores."""
    text = text.replace("_", " ")
    for phrase in phrases:
        for words in dict.fromkeys((phrase, without_article(phrase))):
            spaced = words.replace("_", " ")
            while place := find_phrase(text, spaced):
                text = text[: place[0]] + text[place[1] :]
    return text


def _without_trigger(caption: str, trigger: str) -> str:
    for start, end in reversed(find_trigger(caption, trigger)):
        caption = caption[:start] + caption[end:]
    return caption


_ARTICLE = re.compile(r"^(?:an?|the|her|his|its|their)\s+(?=\S)", re.IGNORECASE)


def without_article(phrase: str) -> str:
    """A phrase without its article: `red scarf`."""
    return _ARTICLE.sub("", phrase)


def _counts(text: str, match: Match) -> bool:
    """Whether a known phrase means its attribute where it stands."""
    words = text[match.start : match.end].lower()
    before = re.split(r"[,.;:]", text[: match.start])[-1]
    after = re.split(r"[,.;:]", text[match.end :])[0]
    if words in _ONLY_ALONE:
        of_the_face = match.attribute == "expression" and bool(_FACE().search(before))
        return of_the_face or _alone(before, after)
    if match.attribute == "environment" and words in _ONLY_PLACED:
        return _alone(before, after) or bool(_PLACED().search(before))
    # "light from above" is no view from above.
    return match.attribute != "angle" or not _LIGHT().search(before)


def _alone(before: str, after: str) -> bool:
    """Whether a word fills the part between two commas, apart from an article or a preposition."""
    words = before.split()
    return not after.strip() and len(words) <= 2 and all(len(word) <= 4 for word in words)

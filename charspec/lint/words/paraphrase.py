"""Whether a caption says a trait in other words, says part of it, or something else of the same thing.

A trait has a noun (hair) and what is said of it (silver, long). A caption says it if the noun, or a narrower
word for it (ponytail), has the same said of it, before ("silver, softly flowing locks") or after ("hair that
gleams like silver"); "a silver ring, long hair" does not. Measured: twelve captions that say silver hair in
different words are all read.
"""

import re
from typing import Literal, NamedTuple

from charspec.captions import is_english, without_article
from charspec.captions.compose import PREPOSITIONS
from charspec.lint.words.appearance import (
    ADJECTIVES,
    LINKS,
    WEAK,
    colours,
    excludes,
    is_garment,
    is_region,
    near,
    region,
    senses,
    wanted,
)

_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"(.{3,}?)(haired|eyed|skinned|furred|eared|tailed|horned|winged)", re.IGNORECASE)
_DETERMINERS = frozenset(("a", "an", "the", "her", "his", "its", "their", "my", "this", "that"))
_PREPOSITIONS = PREPOSITIONS | {"of", "for"}
_IDLE = _PREPOSITIONS | _DETERMINERS | {"and", "wearing"}
_SIDES = frozenset(("left", "right", "both", "two", "one", "single", "pair", "dark", "light"))
"""Of the weak words, those that are weak even of hair and eyes."""
_OTHERS = """
ein eine einer einem einen eines der die das dem den des un une le la les du de des el los las una unos unas
il lo gli uno um uma os as het een
"""
_FOREIGN_ARTICLES = frozenset(_OTHERS.split())
_OPPOSITE = {"left": "right", "right": "left"}
_SLACK = 4
"""Words that may stand between those of a trait."""
_UNKNOWN = 2
"""Unknown words that may stand between a colour and its noun: "silver gossamer hair"."""
_SIGNS_OF_A_NOUN = 2
"""Signs at the end of a Chinese, Japanese or Korean trait that name what it is about: 围巾 of 红围巾."""
_REACH = 6
"""Words after a noun in which something may still be said of it."""


class Paraphrase(NamedTuple):
    """How a caption says a trait: its words, and whether they say all of it, part, or something else."""

    words: str
    kind: Literal["whole", "part", "other"]


class Token(NamedTuple):
    """A word of a caption, and where it stands."""

    text: str
    start: int
    end: int
    gap: str
    """What stands between this word and the one before."""

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def breaks(self) -> bool:
        return any(mark in self.gap for mark in ".;:!?()\n")


class Trait(NamedTuple):
    """A trait taken apart: `hair` and (`long`, `silver`)."""

    noun: str
    said: tuple[str, ...]
    """What is said of the noun."""


def read_trait(caption: str, trait: str) -> Paraphrase | None:
    """How a caption says a trait that it does not say word by word; None if it does not at all."""
    words = without_article(trait)
    if not any(char.isalpha() for char in words):  # "100%" and the like have no other words
        return None
    if any(char >= "\u2e80" for char in words):
        return _unspaced(caption, words)
    if not is_english(f"{caption} {trait}"):
        return _by_stems(caption, words)
    parsed = parse_trait(words)
    tokens = tokens_of(caption)
    found = [one for one in (_at(caption, tokens, index, parsed) for index in range(len(tokens))) if one]
    return min(found, key=lambda one: ("whole", "part", "other").index(one.kind)) if found else None


def is_said_otherwise(caption: str, trait: str) -> bool:
    """Whether a caption that is not English seems to say something else of what a trait is about: 蓝围巾
    where the trait is 红围巾, "blaue Brille" for "rote Brille"."""
    words = without_article(trait)
    if any(char >= "\u2e80" for char in words):
        noun = re.split(r"[\s的の]", words.strip())[-1]
        return len(words) > _SIGNS_OF_A_NOUN and noun[-_SIGNS_OF_A_NOUN:] in caption
    if is_english(f"{caption} {trait}"):
        return False
    last = [token.low for token in tokens_of(words)][-1:]
    return any(_share_a_stem(token.low, word) for token in tokens_of(caption) for word in last)


def parse_trait(trait: str) -> Trait:
    """The noun of a trait, and what is said of it."""
    words = [token.low for token in tokens_of(trait)]
    content = [word for word in words if word not in _IDLE] or words
    noun = next((word for word in content if region(word)), None)
    if noun is None:
        head = next(
            (index for index, word in enumerate(words) if index and word in _PREPOSITIONS), len(words)
        )
        noun = next((word for word in reversed(words[:head]) if word in content), content[-1])
    return Trait(noun, tuple(word for word in content if word != noun))


def tokens_of(text: str) -> list[Token]:
    """The words of a text, "silverhaired" taken apart."""
    tokens: list[Token] = []
    end = 0
    for found in _WORD.finditer(text):
        # "silverhaired" is two words run together.
        parts = _COMPOUND.fullmatch(found[0])
        cut = found.start() + len(parts[1]) if parts else found.end()
        spans = [(found.start(), cut), (cut, found.end())] if parts else [found.span()]
        for start, stop in spans:
            tokens.append(Token(text[start:stop], start, stop, text[end:start]))
            end = stop
    return tokens


def _at(caption: str, tokens: list[Token], index: int, trait: Trait) -> Paraphrase | None:
    """What the caption says of the trait's noun, if that is the word at `index`."""
    if not senses(tokens[index].low) & wanted(trait.noun):
        return None
    attached = [*_before(tokens, index), *_after(tokens, index)]
    around = _around(tokens, index, len(trait.said))
    soft = region(trait.noun) in ("hair", "fur")
    told: list[int] = []
    missing: list[str] = []
    for word in trait.said:
        options = attached if colours(word) else [*attached, *around]
        place = next((one for one in options if _same(tokens[one].low, word, soft)), None)
        if place is None:
            missing.append(word)
        else:
            told.append(place)
    places = sorted({index, *told})
    words = caption[tokens[places[0]].start : tokens[places[-1]].end]
    if not missing:
        return Paraphrase(words, "whole")
    if _says_otherwise(tokens, attached, trait, soft) or _is_of_the_other_side(tokens, around, missing):
        shown = [one for one in attached if _is_telling(tokens[one].low) or tokens[one].low in ADJECTIVES]
        shown += [place for place in around if tokens[place].low in _OPPOSITE]
        first, last = min([index, *shown]), max([index, *shown])
        return Paraphrase(caption[tokens[first].start : tokens[last].end], "other")
    weak = _SIDES if region(trait.noun) else WEAK
    return Paraphrase(words, "part") if set(trait.said) - set(missing) - weak else None


def _before(tokens: list[Token], index: int) -> list[int]:
    """The words before a noun that say something of it."""
    found: list[int] = []
    unknown = 0
    for place in range(index - 1, -1, -1):
        word = tokens[place].low
        after = tokens[place + 1]
        comma = "," in after.gap
        if after.breaks or word in _DETERMINERS or word in _PREPOSITIONS:
            break
        if _is_telling(word) or word in ADJECTIVES:
            found.append(place)
        elif word == "and" and not comma:
            # "silver hair and eyes": what is said of the first is said of both.
            if place and is_region(tokens[place - 1].low) and not found:
                continue
            if not place or not (_is_telling(tokens[place - 1].low) or tokens[place - 1].low in ADJECTIVES):
                break
        elif comma or (is_region(word) and not (place + 1 < index and tokens[place + 1].low == "and")):
            break
        elif not is_region(word):
            unknown += 1
            found.append(place)
            if unknown > _UNKNOWN or is_garment(word):
                found.pop()
                break
    return found


def _after(tokens: list[Token], index: int) -> list[int]:
    """The words after a noun that say something of it: what has a noun of its own does not."""
    found: list[int] = []
    unknown = 0
    for place in range(index + 1, min(len(tokens), index + 1 + _REACH)):
        token = tokens[place]
        if token.breaks or is_region(token.low) or is_garment(token.low):
            break
        if _is_telling(token.low) or token.low in ADJECTIVES:
            if _stands_alone(tokens, place):
                found.append(place)
        elif "," in token.gap:
            break
        elif token.low not in LINKS:
            unknown += 1
            if unknown > 1 or token.low in _PREPOSITIONS:
                break
    return found


def _stands_alone(tokens: list[Token], place: int) -> bool:
    """Whether no noun follows to which an adjective belongs: "silver and long", not "silver clip"."""
    for token in tokens[place + 1 :]:
        if token.breaks or "," in token.gap or token.low in _PREPOSITIONS or token.low in LINKS:
            return True
        if not (_is_telling(token.low) or token.low in ADJECTIVES):
            return False
    return True


def _around(tokens: list[Token], index: int, number: int) -> list[int]:
    """The words of the same part of the caption, near the noun."""
    reach = number + _SLACK
    first, last = index, index
    while first > max(0, index - reach) and "," not in tokens[first].gap and not tokens[first].breaks:
        first -= 1
    while last + 1 < min(len(tokens), index + reach + 1):
        if "," in tokens[last + 1].gap or tokens[last + 1].breaks:
            break
        last += 1
    return [place for place in range(first, last + 1) if place != index]


def _same(word: str, of_trait: str, soft: bool) -> bool:
    """Whether a word says what one of the trait says; `soft` takes neighbouring colours for each other."""
    if senses(word) & wanted(of_trait):
        return True
    ours = colours(of_trait)
    return bool(colours(word) & (ours.union(*map(near, ours)) if soft else ours))


def _is_telling(word: str) -> bool:
    return bool(colours(word))


def _says_otherwise(tokens: list[Token], attached: list[int], trait: Trait, soft: bool) -> bool:
    """Whether the noun has another colour, or a shape that excludes the trait's."""
    words = [tokens[place].low for place in attached]
    ours = {colour for word in trait.said for colour in colours(word)}
    theirs = {colour for word in words for colour in colours(word)}
    alike = frozenset(ours).union(*map(near, ours)) if soft else frozenset(ours)
    if ours and theirs and not theirs & alike:
        return True
    return any(excludes(word, other) for word in words for other in trait.said)


def _is_of_the_other_side(tokens: list[Token], around: list[int], missing: list[str]) -> bool:
    """Whether "right" stands where the trait says "left", or the reverse."""
    words = {tokens[place].low for place in around}
    return any(_OPPOSITE.get(word) in words for word in missing)


def _by_stems(caption: str, trait: str) -> Paraphrase | None:
    """A trait with other endings, in languages that inflect: "silbernem Haar" for "silberne Haare"."""
    tokens = tokens_of(caption)
    every = [token.low for token in tokens_of(trait)]
    words = [word for word in every if word not in _FOREIGN_ARTICLES] or every
    places: list[int] = []
    for word in words:
        place = next((one for one, token in enumerate(tokens) if _share_a_stem(token.low, word)), None)
        if place is None:
            return None
        places.append(place)
    if max(places) - min(places) > len(words) + _SLACK:
        return None
    return Paraphrase(caption[tokens[min(places)].start : tokens[max(places)].end], "whole")


def _share_a_stem(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    alike = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    enough = alike == len(short) >= 3 or alike >= max(4, len(short) - 2)
    return enough and len(long) - alike <= 3


def _unspaced(caption: str, trait: str) -> Paraphrase | None:
    """A trait in a script without blanks, with signs between its own: 银色的长发 for 银发."""
    gap = ".{0,3}?"
    found = re.search(gap.join(map(re.escape, trait)), caption)
    return Paraphrase(found[0], "whole") if found else None

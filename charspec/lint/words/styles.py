"""Words of a caption that name the manner in which it is drawn."""

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from charspec.captions.compose import PREPOSITIONS
from charspec.dataset import Item
from charspec.lazy import pattern
from charspec.lint.words.content import Part, content_of
from charspec.lint.words.nature import head_noun
from charspec.spec import CharacterSpec
from charspec.vocabulary import Match, vocabulary

if TYPE_CHECKING:
    from charspec.images.medium import Medium

_SURE = """
style styled -style art artwork render rendered rendering shaded shading realistic realism lineart pixel
vector poly cgi engine impressionist painterly hand-drawn digital claymation halftone ukiyo-e ghibli
screencap coloring colouring pixar disney 8-bit 16-bit pixelart photoreal
"""
_SURE_ENDINGS = tuple(_SURE.split())
_DEPICTS = """
of style styled art artwork drawing illustration picture image portrait look aesthetic rendering
painting print version effect
"""
_AFTER = frozenset(_DEPICTS.split())
_FILLERS = """
in as a an the full soft loose rough simple color colour colored coloured colorful colourful black white
and detailed beautiful digital modern classic japanese cute 2d 3d western flat rendered drawn painted
depicted done made 80s 90s 1980s 1990s
"""
_BEFORE = frozenset(_FILLERS.split())
_PICTURED = """
poster posters magazine magazines book books shirt t-shirt mug sticker stickers screen television tv
mural canvas easel sketchbook sketchpad print prints painting paintings wall exhibition museum gallery
store shop class lesson supplies convention reading watching holding drawing car furniture wallpaper tattoo
logo
"""
_THINGS = frozenset(_PICTURED.split())
"""Words that make a style word one of a thing in the picture: "a comic book on the table"."""

_SUBJECTS = "girl boy woman man character guy lady kid child person figure 1girl 1boy"
_PERSONS = frozenset(_SUBJECTS.split())
_ARTICLES = frozenset(("a", "an", "some", "two", "three"))
_OF_AN_ARTIST = pattern(
    r"(?i:in the style of)\s+\S[^,.;:]*|(?i:art(?:work)? by|drawn by|painted by)\s+[A-Z][^,.;:]*"
)
_ARTISTS = "an artist's"
"""What stands for the vocabulary's term where a caption names an artist."""

_MEDIUM = frozenset(("photograph",))
"""Ties a character to no manner: "photo of" says what most bases draw anyway."""

_PHOTOGRAPHED = frozenset(("photograph", "photorealistic"))
_NO_MEDIUM = frozenset(
    (_ARTISTS, "3d render", "claymation", "retro", "noir", "cyberpunk", "steampunk", "minimalist", "low poly")
)
"""Styles that may be drawn as well as photographed, or that look like either."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def style_words(item: Item, spec: CharacterSpec) -> list[str]:
    """The style words of a caption, as written; without those of the identity and the locked style."""
    own = vocabulary().find(f"{spec.identity.worded()}, {spec.style}")
    known = {match.term for match in own if match.attribute == "style"} | _MEDIUM
    return [words for term, words in _manners(item, spec) if term not in known]


def medium_named(item: Item, spec: CharacterSpec) -> tuple["Medium", str] | None:
    """Whether a caption calls its picture a photograph or a drawing, and in which words; None if it does
    neither, or both."""
    found: dict[Medium, str] = {}
    for term, words in _manners(item, spec):
        if term not in _NO_MEDIUM:
            found.setdefault("photograph" if term in _PHOTOGRAPHED else "drawing", words)
    return next(iter(found.items())) if len(found) == 1 else None


def locked_otherwise(item: Item, spec: CharacterSpec) -> str | None:
    """How a caption words the locked style, or a part of it, where it does not say it word by word."""
    own = {match.term for match in vocabulary().find(spec.style) if match.attribute == "style"}
    for part in content_of(item, spec):
        said = [match for match in part.known if match.term in own]
        if said and not _THINGS & {*_words(part.text)}:
            return part.text[said[0].start : said[-1].end]
    return None


def _manners(item: Item, spec: CharacterSpec) -> Iterator[tuple[str, str]]:
    """The manners that a caption names: the vocabulary's term, and the words as written."""
    for part in content_of(item, spec):
        for match in part.known:
            if match.attribute == "style" and _names_a_manner(part, match, spec):
                yield match.term, part.text[match.start : match.end]
        # "A palace in the style of Gaudí" is a palace.
        artist = _OF_AN_ARTIST().search(part.text)
        if artist and {*_words(part.text[: artist.start()])} <= _BEFORE | _AFTER:
            yield _ARTISTS, artist[0].strip()


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _names_a_manner(part: Part, match: Match, spec: CharacterSpec) -> bool:
    """Whether a style word says how the picture is made, and not what is in it."""
    words = part.text[match.start : match.end].lower()
    before, after = _words(part.text[: match.start]), _words(part.text[match.end :])
    persons = _PERSONS | {head_noun(spec)}
    if _THINGS & {*before, *after} or _is_of_a_thing(after, persons):
        return False
    if match.term not in _NO_MEDIUM and {*after[:1]} & persons and {*before} <= _BEFORE:
        return True
    if words.endswith(_SURE_ENDINGS) or any(word in _SURE_ENDINGS for word in words.split()):
        return True
    if set(after[:1]) & {"style", "art", "artwork", "aesthetic", "illustration"}:
        return True
    return all(word in _BEFORE for word in before) and (not after or after[0] in _AFTER)


def _is_of_a_thing(after: list[str], persons: frozenset[str]) -> bool:
    """Whether the words behind a style word say what hangs there: "an oil painting of a ship"."""
    if after[:1] != ["of"] or not _ARTICLES & {*after[1:2]}:
        return False
    noun = itertools.takewhile(lambda word: word not in PREPOSITIONS, after[2:])
    return not persons & {*noun}

"""Words of a caption that name the manner in which it is drawn."""

import re

from charspec.dataset import Item
from charspec.lint.content import Part, content_of
from charspec.spec import CharacterSpec
from charspec.vocabulary import Match, vocabulary

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
store shop convention reading watching holding drawing car furniture wallpaper tattoo logo
"""
_THINGS = frozenset(_PICTURED.split())
"""Words that make a style word one of a thing in the picture: "a comic book on the table"."""

_MEDIUM = frozenset(("photograph",))
"""Ties a character to no manner: "photo of" says what most bases draw anyway."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def style_words(item: Item, spec: CharacterSpec) -> list[str]:
    """The style words of a caption, as written; without those of the identity and the locked style."""
    own = vocabulary().find(f"{spec.identity.worded()}, {spec.style}")
    known = {match.term for match in own if match.attribute == "style"} | _MEDIUM
    found: list[str] = []
    for part in content_of(item, spec):
        for match in part.known:
            if match.attribute == "style" and match.term not in known and _names_a_manner(part, match):
                found.append(part.text[match.start : match.end])
    return found


def _names_a_manner(part: Part, match: Match) -> bool:
    """Whether a style word says how the picture is made, and not what is in it."""
    words = part.text[match.start : match.end].lower()
    before = [word.lower() for word in _WORD.findall(part.text[: match.start])]
    after = [word.lower() for word in _WORD.findall(part.text[match.end :])]
    if _THINGS & {*before, *after}:
        return False
    if words.endswith(_SURE_ENDINGS) or any(word in _SURE_ENDINGS for word in words.split()):
        return True
    if set(after[:1]) & {"style", "art", "artwork", "aesthetic", "illustration"}:
        return True
    return all(word in _BEFORE for word in before) and (not after or after[0] in _AFTER)

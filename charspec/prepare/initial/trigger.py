"""Guessing the trigger: the word that captions have in common and no language has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from charspec.captions import contains_trigger
from charspec.prepare.importing import Imported, Told
from charspec.prepare.initial.character import Guess
from charspec.prepare.initial.words import is_boilerplate, is_kind, is_trait, parts, shared_by, varies
from charspec.vocabulary import languages, vocabulary

PLACEHOLDER = "{trigger}"

_WORD = re.compile(r"[^\W_][\w'’-]*|[^\W_]")
_MOST = 0.8
_HALF = 0.5
_LONGEST_NAME = 3
_FUNCTION = """
a an the this that these those there it its she he they her his their him them is are was were be with and
or of in on at by for from to as into onto over under near through while wearing has have having holding
standing sitting looking image picture photo illustration drawing painting portrait view background scene
depicts shows features featuring close up
"""
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
_ENGLISH_ENDING = re.compile(
    r"(?:ing|ed|ly|al|ous|ish|ful|less|able|ible|tion|ment|ness|ic|ive|ant|ent|ary|s)\Z"
)
_RARE_TOKENS = frozenset(("ohwx", "sks", "zwx", "shs", "rif"))
"""What tutorials use for a trigger."""

_GENERIC = """
images image img imgs pictures picture pics photos photo dataset datasets data train training trainset set
input inputs raw crop crops cropped output out export exports folder files new final captioned captions
character characters lora model models 512 768 1024 1536 tmp temp home root users user desktop downloads
documents work workspace reg regularization regularisation class project projects subject concept concepts
"""
_GENERIC_NAMES = frozenset(_GENERIC.split())


def guess_trigger(imported: Imported, roots: Sequence[Path]) -> Guess | None:
    """The trigger, by what the captions share, what the layout says, or how the folder is called; None if
    none of them says anything."""
    captions = imported.captions
    told = imported.trigger
    total = len(captions)
    if told and (said := _said(captions, told.value)) and said >= _HALF * total:
        return Guess(told.value, f"from {told.by}; in {said} of {total} captions")
    plain = [caption for caption in captions if PLACEHOLDER not in caption]
    if len(plain) > _HALF * total and (found := _shared(plain)):
        return Guess(found, f"guessed: in {_said(captions, found)} of {total} captions")
    if told:
        return Guess(told.value, f"from {told.by}")
    if named := _named(roots):
        return Guess(named.value, f"guessed: from {named.by}")
    return None


def _said(captions: Sequence[str], trigger: str) -> int:
    return sum(PLACEHOLDER in caption or contains_trigger(caption, trigger) for caption in captions)


def _shared(captions: Sequence[str]) -> str | None:
    """The first part that most captions begin with, if it can be a name; else the most frequent word that is
    no English one."""
    firsts = shared_by([found[0]] for caption in captions if (found := parts(caption)))
    first, number = next(iter(firsts.most_common(1)), ("", 0))
    if number > _HALF * len(captions):
        if (len(captions) > 1 or _like_a_name(first)) and _may_be(first):
            return first
        if named := _before_a_kind(first):
            return named
    words = [[word for word in _WORD.findall(caption) if _is_odd(word)] for caption in captions]
    counted = shared_by(words)
    order = {word: place for row in reversed(words) for place, word in enumerate(row)}
    alone = len(captions) == 1
    frequent = [
        word
        for word, number in counted.items()
        if number >= _MOST * len(captions) and (_like_a_name(word) or not alone)
    ]
    return max(
        frequent, key=lambda word: (_like_a_name(word), counted[word], -order[word], word), default=None
    )


def _may_be(part: str) -> bool:
    """Whether the first part of captions can be a name: short, and not itself a description."""
    words = part.split()
    if len(words) > _LONGEST_NAME or words[0].lower() in _FUNCTION_WORDS:
        return False
    return not (is_boilerplate(part) or is_kind(part) or is_trait(part) or varies(part))


def _before_a_kind(part: str) -> str | None:
    """The instance word of `ohwx woman`, as kohya's and DreamBooth's captions begin."""
    words = part.split()
    if len(words) > 1 and is_kind(part) and words[0].lower() not in _FUNCTION_WORDS:
        known = words[0].lower() in languages().english or vocabulary().find(words[0]) or is_kind(words[0])
        return None if known or is_boilerplate(words[0]) else words[0]
    return None


def _like_a_name(word: str) -> bool:
    return word != word.lower() or any(char.isdigit() for char in word) or "_" in word


def _is_odd(word: str) -> bool:
    """Whether a word is none that captions use: neither of English nor of the vocabulary."""
    lower = word.lower()
    if len(word) < 2 or lower in _FUNCTION_WORDS or lower in languages().english or is_kind(word):
        return False
    if lower.isdigit() or is_boilerplate(word) or not word.isascii():
        return False
    if vocabulary().find(lower):
        return False
    made_up = len(word) > 4 and not _ENGLISH_ENDING.search(lower)
    return lower in _RARE_TOKENS or _like_a_name(word) or made_up


def _named(roots: Sequence[Path]) -> Told | None:
    """A word from the name of a folder, the nearest that is not `images` or the like."""
    for root in roots:
        resolved = root.resolve()
        for folder in (resolved, *resolved.parents[:2]):
            name = re.sub(r"^\d+_", "", folder.name)
            words = [word for word in re.findall(r"[^\W_][\w-]*", name) if len(word) > 2]
            useful = [word for word in words if word.lower() not in _GENERIC_NAMES and not word.isdigit()]
            if useful:
                return Told(useful[0], f"the folder '{folder.name}'")
    return None

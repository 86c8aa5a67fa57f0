"""Whether a caption says that something is absent: "without her red scarf", "no glasses"."""

import re
from typing import NamedTuple

from charspec.captions import is_english
from charspec.lazy import pattern
from charspec.lint.words.appearance import ADJECTIVES, colours, senses, wanted
from charspec.lint.words.paraphrase import parse_trait, tokens_of
from charspec.lint.words.traits import said

_NEVER = frozenset(("no", "without", "lacking", "lacks", "minus", "sans", "missing"))
_NOT = frozenset(("not", "isn", "aren", "wasn", "never"))
"""Words that deny what follows only with a verb: "not wearing", and not "not a hair out of place"."""
_ANY = pattern(rf"\b(?:{'|'.join(sorted(_NEVER | _NOT))})", re.IGNORECASE)
_OWN = frozenset(("her", "his", "its", "their"))
_FEW = 2
_PART = pattern(r"[,.;:!?]")
_WORN = frozenset(("wearing", "having", "with", "showing"))
_SMALL = "a an the her his its their any longer usual trademark signature t"
_BETWEEN = frozenset(_SMALL.split()) | _WORN
"""Words that may stand between a denial and what it denies."""


class Denial(NamedTuple):
    """The words with which a caption denies a trait, and whether it names the trait elsewhere."""

    words: str
    beside: bool


def denied(caption: str, trait: str) -> Denial | None:
    """How a caption denies a trait or a garment; None if it does not.

    Where the trait is named as well, "beside a snowman with a carrot nose and no scarf" is said of somebody
    else: it must be hers by a word (`without her scarf`), or stand near the beginning of its part.
    """
    words = denial(caption, trait)
    if words is None:
        return None
    if not said(caption.replace(words, " "), trait):
        return Denial(words, False)
    before = _PART().split(caption[: caption.index(words)])[-1].split()
    hers = _OWN & {*words.lower().split()} or len(before) <= _FEW
    return Denial(words, True) if hers else None


def denial(caption: str, trait: str) -> str | None:
    """The words with which a caption denies a trait or a garment; None if it does not.

    >>> denial("Vendalixia without her red scarf, in a cave", "a red scarf")
    'without her red scarf'
    >>> denial("a red scarf and no hat", "a red scarf") is None
    True
    """
    # Most captions deny nothing.
    if not _ANY().search(caption) or not is_english(f"{caption} {trait}"):
        return None
    words = [token.low for token in tokens_of(trait)]
    if set(words) & (_NEVER | _NOT):  # "no eyebrows" is a trait
        return None
    noun, own = parse_trait(trait).noun, frozenset(words)
    tokens = tokens_of(caption)
    for index, token in enumerate(tokens):
        if not senses(token.low) & wanted(noun):
            continue
        worn = False
        for place in range(index - 1, -1, -1):
            word, after = tokens[place].low, tokens[place + 1]
            if after.breaks or "," in after.gap:
                break
            if word in _NEVER or (worn and word in _NOT):
                return caption[tokens[place].start : token.end]
            worn = worn or word in _WORN
            if not (word in _BETWEEN or word in own or word in ADJECTIVES or colours(word)):
                break
    return None

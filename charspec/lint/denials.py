"""Whether a caption says that something is absent: "without her red scarf", "no glasses"."""

import re

from charspec.captions import is_english
from charspec.lazy import pattern
from charspec.lint.appearance import ADJECTIVES, colours, senses, wanted
from charspec.lint.paraphrase import parse_trait, tokens_of

_NEVER = frozenset(("no", "without", "lacking", "lacks", "minus", "sans", "missing"))
_NOT = frozenset(("not", "isn", "aren", "wasn", "never"))
"""Words that deny what follows only with a verb: "not wearing", and not "not a hair out of place"."""
_ANY = pattern(rf"\b(?:{'|'.join(sorted(_NEVER | _NOT))})", re.IGNORECASE)
_WORN = frozenset(("wearing", "having", "with", "showing"))
_SMALL = "a an the her his its their any longer usual trademark signature t"
_BETWEEN = frozenset(_SMALL.split()) | _WORN
"""Words that may stand between a denial and what it denies."""


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

"""Reading an identity that was written as one line, and wording one."""

import re
from collections.abc import Sequence

from charspec.lazy import pattern

_WITH = pattern(r"\s+with\s+", re.IGNORECASE)
_BETWEEN = pattern(r"\s*,\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)


def split_identity(text: str) -> tuple[str, tuple[str, ...]]:
    """Split an identity into its class phrase and its traits: at "with", then at commas and "and".

    >>> split_identity("a young woman with silver hair and a red scarf")
    ('a young woman', ('silver hair', 'a red scarf'))
    >>> split_identity("a fox")
    ('a fox', ())
    """
    phrase, *rest = _WITH().split(text.strip(), maxsplit=1)
    traits = tuple(part.strip() for part in _BETWEEN().split(rest[0]) if part.strip()) if rest else ()
    return phrase.strip(), traits


def join_words(words: Sequence[str]) -> str:
    """Write a list as people do.

    >>> join_words(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"

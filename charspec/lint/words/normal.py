"""When two captions count as the same."""

import re
import unicodedata

_PART = re.compile(r"\s*[,.;:!。，、；：！]+\s*")


def normal(caption: str) -> str:
    """A caption without case, spacing, punctuation and the ways in which Unicode spells one letter.

    >>> normal("Vendalixia,  Standing . ") == normal("vendalixia, standing")
    True
    """
    text = unicodedata.normalize("NFC", caption).casefold()
    return ", ".join(part for part in _PART.split(" ".join(text.split())) if part)

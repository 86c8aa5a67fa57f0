"""How a value is written whose author gave it another form: what to do about a wrong type."""

import json
import re

from charspec.errors import Path
from charspec.lazy import pattern
from charspec.source import Data

_LISTS = frozenset((("varies",), ("identity", "with"), ("outfit", "wears"), ("release", "tags")))
_NEEDS_QUOTES = pattern(r"""[:#,\[\]{}"'&*!|>%@`]|^[-?\s]|\s$""")
_LONGEST = 60
"""Letters of the author's own words from which on repeating them helps nobody."""


def form_of(path: Path, value: Data) -> str | None:
    """The right form, in the author's own words; None if the kind of the value says enough.

    >>> form_of(("style",), ["anime", "cel-shaded"])
    'Write `style: "anime, cel-shaded"`.'
    """
    text = _text(value)
    if not text:
        return None
    if path in _LISTS and isinstance(value, str):
        return f"Write `{path[-1]}: [{_items(value)}]`."
    if path == ("images",) and isinstance(value, list):
        return "Write each picture on a line of its own, as a key with a colon: `images/a.png:`."
    if len(path) == 2 and path[0] == "images" and isinstance(value, str):
        return f"Write its caption below it: `caption: {_quoted(text)}`."
    if path == ("tests",) and isinstance(value, list):
        return f"Give each prompt a name: `baseline: {_quoted(str(value[0]))}`."
    if path == ("style",) and isinstance(value, list):
        return f"Write `style: {_quoted(text)}`."
    if path == ("identity",) and isinstance(value, list):
        return f"Write `identity: {{is: a young woman, with: [{_items(text)}]}}`."
    if path == ("outfit",) and isinstance(value, str):
        worn = f"`outfit: {{policy: signature, wears: [{_items(text)}]}}`"
        return f"Write {worn} if it never changes, `outfit: {{policy: variable}}` if it does."
    return None


def _text(value: Data) -> str:
    """The author's words on one line; empty if they are no plain text, or too long."""
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        return ""
    text = ", ".join(str(part).strip() for part in parts)
    return text if len(text) <= _LONGEST and text.isprintable() else ""


def _items(text: str) -> str:
    parts = re.split(r"\s*,\s*|\s+and\s+", text.strip())
    return ", ".join(_quoted(part) for part in parts if part)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if _NEEDS_QUOTES().search(text) else text

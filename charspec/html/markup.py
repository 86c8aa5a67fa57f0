"""HTML that cannot be broken by what it quotes: plain text is escaped, only `Html` passes through as it is.

Captions, prompts and messages come from files that anyone may have written. Nothing is put into the page
except through `element` and `join`, and no text ever becomes part of a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

VOID = {"img", "input", "meta", "br", "hr"}

Attribute = str | int | float | bool | None
"""The value of an attribute: True writes the bare name, False and None leave it out."""


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def join(parts: Iterable[str]) -> Html:
    """One after the other; what is not `Html` is escaped."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def element(name: str, attributes: Mapping[str, Attribute], *children: str) -> Html:
    """An element; children that are not `Html` are escaped, and so is every attribute.

    >>> element("p", {"class": "note", "hidden": True}, "a < b")
    '<p class="note" hidden>a &lt; b</p>'
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return f" {key}"
    return f' {key}="{escape(str(value), quote=True)}"'

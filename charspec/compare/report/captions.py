"""Captions as a reader checks them: the trigger and what they all say set apart from what varies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from charspec.compare.report.markup import Html, element, join

MOSTLY = 0.8
"""A phrase in this share of the captions is taken for identity: one caption without it must not hide it."""

LONE = 2
"""With fewer captions than this nothing can be told apart from what varies."""


def common_phrases(captions: Sequence[str], trigger: str) -> tuple[str, ...]:
    """The comma-separated parts that (nearly) every caption repeats, without the trigger; longest first."""
    if len(captions) < LONE:
        return ()
    count = Counter(part for caption in captions for part in {piece.strip() for piece in caption.split(",")})
    common = [part for part, n in count.items() if part and part != trigger and n >= MOSTLY * len(captions)]
    return tuple(sorted(common, key=lambda part: (-len(part), part)))


def highlight(text: str, trigger: str, phrases: Sequence[str] = ()) -> Html:
    """The text with the trigger and the phrases marked; everything is escaped.

    >>> highlight("Kaia, red hat, running", "Kaia", ("red hat",))
    '<mark class="trigger">Kaia</mark>, <mark class="trait">red hat</mark>, running'
    """
    words = [word for word in (trigger, *phrases) if word]
    if not words:
        return join((text,))
    pieces = re.split("(" + "|".join(re.escape(word) for word in words) + ")", text)
    return join(_piece(piece, trigger, words) for piece in pieces)


def _piece(piece: str, trigger: str, words: Sequence[str]) -> str:
    if piece not in words:
        return piece
    return element("mark", {"class": "trigger" if piece == trigger else "trait"}, piece)

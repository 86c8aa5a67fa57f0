"""The base models side by side, for the choice of one (guide, step 1)."""

from __future__ import annotations

from collections.abc import Sequence

from charspec.captions import is_english
from charspec.settings import Base, base_names, load_base

_NO_LATIN = "\u2e80"
"""From here on letters are ideographs, syllables and the like."""


def table() -> str:
    """A line per base: when to pick it, which GPU it trains on as published, its languages and licence."""
    rows = [("base", "pick when", "trains on", "prompts", "licence")]
    rows += [_row(load_base(name)) for name in base_names()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return "\n".join(lines)


def default_base(captions: Sequence[str], usual: str) -> str:
    """The base to offer first: the usual one, unless most captions are in a language it was not made for."""
    signs = sum(any(char >= _NO_LATIN and char.isalpha() for char in caption) for caption in captions)
    foreign = signs > len(captions) / 2 and not any(map(is_english, captions))
    if not foreign or "zh" in load_base(usual).languages:
        return usual
    # Of those that read Chinese, the one whose advice says so comes first.
    bases = [base for base in map(load_base, base_names()) if "zh" in base.languages and not base.distilled]
    return max(bases, key=lambda base: "Chinese" in base.pick_when).name if bases else usual


def _row(base: Base) -> tuple[str, str, str, str, str]:
    where = "any computer" if base.hardware == "cpu" else f"{base.hardware.removesuffix('gb')} GB"
    terms = base.license if base.commercial else f"{base.license}, no commercial use"
    return base.name, base.pick_when, where, " ".join(base.languages), terms

"""The base models side by side, for the choice of one (guide, step 1)."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from charspec.captions import is_english
from charspec.settings import Base, base_names, load_base

_NO_LATIN = "\u2e80"
"""From here on letters are ideographs, syllables and the like."""


def table(columns: int = 100) -> str:
    """A row per base: the GPU it trains on as published, its languages and licence, and when to pick it, in
    lines of at most `columns` characters."""
    rows = [("base", "trains on", "prompts", "licence", "pick when")]
    # The one without a download comes last: it is for learning, not for work.
    bases = sorted(map(load_base, base_names()), key=lambda base: base.repository is None)
    rows += [_row(base) for base in bases]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines: list[str] = []
    for row in rows:
        facts = "  ".join(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True))
        told = textwrap.wrap(row[-1], max(20, columns - len(facts) - 2))
        lines += [f"{facts}  {told[0]}", *(" " * (len(facts) + 2) + more for more in told[1:])]
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
    where = "any computer" if base.hardware == "cpu" else f"{base.hardware.removesuffix('gb')} GB GPU"
    terms = base.license if base.commercial else "no commercial use"
    return base.name, where, " ".join(base.languages), terms, base.pick_when

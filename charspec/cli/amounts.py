"""Amounts for people: times as clocks, bytes in their unit."""

from __future__ import annotations

_UNITS = (("GB", 2**30), ("MB", 2**20))


def clock(seconds: float) -> str:
    """`1:05`, `2:03:40`.

    >>> clock(65)
    '1:05'
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def size(number: float) -> str:
    """Bytes: `7.2 GB`, `340 MB`, `12 KB`."""
    for unit, scale in _UNITS:
        if number >= scale:
            return f"{number / scale:.1f} {unit}" if number < 100 * scale else f"{number / scale:.0f} {unit}"
    return f"{number / 1024:.0f} KB"

"""Text as a terminal shows it: how wide it is, and nothing in it that the terminal would obey."""

import re
import unicodedata
from typing import NamedTuple

from charspec.source import Span

TAB = 4
_BREAK = re.compile("\r\n|[\n\r]")
_ZERO_WIDTH = ("Mn", "Me", "Cf")


def safe(text: str) -> str:
    """Text without control characters: a caption or a file name must not colour, move or clear a terminal.

    >>> safe("red\\x1b[31m scarf")
    'red�[31m scarf'
    """
    return "".join("�" if unicodedata.category(char) in ("Cc", "Cs") else char for char in text)


def width(char: str) -> int:
    """The columns a character takes: 2 for wide East Asian ones and most emoji, 0 for combining ones."""
    if unicodedata.category(char) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class Excerpt(NamedTuple):
    """A source line and the line with carets below it."""

    line: str
    carets: str


def excerpt(text: str, span: Span, columns: int = 100) -> Excerpt | None:
    """The line where `span` begins, cut to `columns` around it; None if it is not there or blank."""
    lines = _BREAK.split(text)
    if span.line > len(lines) or not lines[span.line - 1].strip():
        return None
    cells, starts = _cells(lines[span.line - 1])
    first = starts[min(span.column - 1, len(starts) - 1)]
    last_column = span.end_column - 1 if span.end_line == span.line else len(starts) - 1
    last = max(first + 1, starts[min(last_column, len(starts) - 1)])
    left, right = _window(len(cells), first, last, columns)
    line = ("…" if left else "") + "".join(cells[left:right]).rstrip() + ("…" if right < len(cells) else "")
    carets = " " * (first - left + bool(left)) + "^" * (min(last, right) - first)
    return Excerpt(line, carets)


def _cells(line: str) -> tuple[list[str], list[int]]:
    """What stands in each column of the screen, and the column where each character begins.

    A wide character fills its first cell and leaves the second empty; a combining one joins the cell before.
    """
    cells: list[str] = []
    starts: list[int] = []
    for char in line:
        starts.append(len(cells))
        if char == "\t":
            cells += [" "] * (TAB - len(cells) % TAB)
        elif width(char) == 0 and cells:
            cells[-1] += char
        else:
            cells += [safe(char), *[""] * (width(char) - 1)]
    return cells, [*starts, len(cells)]


def _window(length: int, first: int, last: int, columns: int) -> tuple[int, int]:
    if length <= columns:
        return 0, length
    # Two columns are kept for the marks of what is cut off; the place's start matters most.
    room = columns - 2
    spare = max(0, room - (last - first))
    left = max(0, min(first - spare // 2, length - room, first))
    return left, min(length, left + room)

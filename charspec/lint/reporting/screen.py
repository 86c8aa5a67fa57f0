"""Text as a terminal shows it: how wide it is, and nothing in it that the terminal would obey."""

import functools
import re
import unicodedata
from typing import NamedTuple

from charspec.lazy import pattern
from charspec.source import Span

TAB = 4
_AROUND = 2000
_BREAK = re.compile("\r\n|[\n\r]")
_ZERO_WIDTH = ("Mn", "Me", "Cf")
_REFUSED = ("Cc", "Cs", "Zl", "Zp")
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They let a terminal show text in another order than it is written in."""
_OBEYED = pattern(f"[\x7f-\x9f\u2028\u2029{''.join(sorted(_REORDERING))}]")
_SOFT_HYPHEN, _JOINER, _AS_EMOJI = "\u00ad", "\u200d", "\ufe0f"
_SYMBOLS = ("So", "Sm")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_JOINED_JAMO = range(0x1160, 0x1200)


def escaped(json: str) -> str:
    """A JSON text whose strings hold nothing that a terminal would obey: JSON asks only for part of that.

    >>> escaped('{"name": "\x9b31m"}')
    '{"name": "\\\\u009b31m"}'
    """
    return _OBEYED().sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def safe(text: str) -> str:
    """Text without control characters: a caption or a file name must not colour, move or clear a terminal.

    >>> safe("red\\x1b[31m scarf")
    'red�[31m scarf'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        "�" if unicodedata.category(char) in _REFUSED or char in _REORDERING else char for char in text
    )


def harmless(text: str) -> str:
    """As `safe`, for text of several lines: their breaks and tabs stay."""
    return "".join(part if part in "\t\n\r" else safe(part) for part in re.split("([\t\n\r])", text))


def width(char: str) -> int:
    """The columns a character takes: 2 for wide East Asian ones and most emoji, 0 for combining ones."""
    if char.isascii() or char == _SOFT_HYPHEN or char in _REORDERING:
        return 1
    if unicodedata.category(char) in _ZERO_WIDTH or ord(char) in _JOINED_JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrapped(text: str, columns: int, indent: int = 0) -> list[str]:
    """The lines of a text; those after the first begin with `indent` blanks.

    Words are never broken: file names and quoted words stay what a reader can copy.

    >>> wrapped("a fox in 森林里 and snow", 12, indent=2)
    ['a fox in', '  森林里 and', '  snow']
    """
    lines: list[str] = []
    room = 0
    for word in text.split():
        needed = sum(map(width, word))
        if not lines or needed + 1 > room:
            lines.append(" " * indent + word if lines else word)
            room = columns - needed - (indent if len(lines) > 1 else 0)
        else:
            lines[-1] += f" {word}"
            room -= needed + 1
    return lines or [""]


class Excerpt(NamedTuple):
    """A source line and the line with carets below it."""

    line: str
    carets: str


def excerpt(text: str, span: Span, columns: int = 100) -> Excerpt | None:
    """The line where `span` begins, cut to `columns` around it; None if it is not there or blank."""
    lines = _lines(text)
    if span.line > len(lines) or not lines[span.line - 1].strip():
        return None
    whole = lines[span.line - 1]
    # Of a line as long as a book only the surroundings of the place are laid out.
    skipped = max(0, min(span.column - 1, len(whole)) - _AROUND)
    near = whole[skipped : skipped + 2 * _AROUND]
    span = span._replace(column=span.column - skipped, end_column=max(1, span.end_column - skipped))
    cells, starts = _cells(near)
    first = starts[min(span.column - 1, len(starts) - 1)]
    last_column = span.end_column - 1 if span.end_line == span.line else len(starts) - 1
    last = max(first + 1, starts[min(last_column, len(starts) - 1)])
    left, right = _window(len(cells), first, last, columns)
    shown = _between(cells, left, right).rstrip()
    before, after = left > 0 or skipped > 0, right < len(cells) or skipped + len(near) < len(whole)
    line = ("…" if before else "") + shown + ("…" if after else "")
    carets = " " * (first - left + before) + "^" * max(1, min(last, right) - first)
    return Excerpt(line, carets)


@functools.lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    """The lines of a text; findings come one file after the other."""
    return _BREAK.split(text)


def _cells(line: str) -> tuple[list[str], list[int]]:
    """What stands in each column of the screen, and the column where each character begins.

    A wide character fills its first cell and leaves the second empty; what joins the character before (an
    accent, a skin tone, the parts of a composed emoji) joins its cell.
    """
    cells: list[str] = []
    starts: list[int] = []
    base, before, leading = 0, "", ""
    for char in line:
        starts.append(len(cells))
        joins = width(char) == 0 or (before == _JOINER and width(char) == 2) or ord(char) in _SKIN_TONES
        if char == "\t":
            cells += [" "] * (TAB - len(cells) % TAB)
            base = len(cells) - 1
        elif joins and cells:
            if char == _AS_EMOJI and unicodedata.category(before) in _SYMBOLS and base == len(cells) - 1:
                cells.append("")
            cells[base] += char
        elif joins and width(char) == 0:
            leading += char
        else:
            base = len(cells)
            cells += [leading + safe(char), *[""] * (width(char) - 1)]
            leading = ""
        before = char
    return cells, [*starts, len(cells)]


def _window(length: int, first: int, last: int, columns: int) -> tuple[int, int]:
    if length <= columns:
        return 0, length
    # Two columns are kept for the marks of what is cut off; the place's start matters most.
    room = columns - 2
    spare = max(0, room - (last - first))
    left = max(0, min(first - spare // 2, length - room, first))
    return left, min(length, left + room)


def _between(cells: list[str], left: int, right: int) -> str:
    """The cells from `left` to `right`; of a wide character that is cut in half, a blank is left."""
    shown = cells[left:right]
    if shown and not shown[0]:
        shown[0] = " "
    if right < len(cells) and not cells[right]:
        shown[-1] = " "
    return "".join(shown)

"""The coverage of a set as a table for a terminal."""

import textwrap
from collections.abc import Sequence

from charspec.lint.coverage.matrix import Coverage
from charspec.lint.coverage.shots import Cell
from charspec.lint.reporting.screen import safe, width
from charspec.lint.wording import plural
from charspec.spec import join_words

_WIDTH = 100
_WIDEST_LABEL = 18
_WIDEST_CELL = 30
_NARROWEST_CELL = 10
_BOLD, _DIM, _GREEN, _YELLOW = "1", "2", "32", "33"
_NOT_SAID = "not said"
_NOTHING = ["·"]
_EXAMPLES = {"angle": "front", "framing": "half-body", "expression": "smiling"}


def coverage_text(coverages: Sequence[Coverage], colour: bool = False, columns: int | None = None) -> str:
    """The tables of several specs. With `colour`, what is missing stands out; `columns` is the terminal's."""
    return "\n".join(_Table(one, colour, columns or _WIDTH).text() for one in coverages)


class _Table:
    """The table of one spec: angles down, framings across, expressions in the cells."""

    def __init__(self, coverage: Coverage, colour: bool, columns: int) -> None:
        self._coverage = coverage
        self._colour = colour
        self._columns = columns

    def text(self) -> str:
        one = self._coverage
        head = self._paint(f"{safe(one.file)}: {plural(one.pictures, 'picture')}", _BOLD)
        if not one.pictures:
            return f"{head}\n"
        blocks = [[head], self._table(), self._notes(), self._shots()]
        return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks if block) + "\n"

    def _table(self) -> list[str]:
        one = self._coverage
        rows: list[str | None] = [*one.angles, *([None] if "angle" in one.unknown else [])]
        framings: list[str | None] = [*one.framings, *([None] if "framing" in one.unknown else [])]
        margin = 2 + max(_wide(_label(row)) for row in rows) + 2
        room = max(_NARROWEST_CELL, min(_WIDEST_CELL, (self._columns - margin) // len(framings) - 2))
        cells = [[self._cell(angle, framing, room) for framing in framings] for angle in rows]
        widths = [
            max(_wide(_label(framing)), *(_wide(line) for row in cells for line in row[index])) + 2
            for index, framing in enumerate(framings)
        ]
        names = zip(map(_label, framings), widths, strict=True)
        lines = [" " * margin + "".join(self._padded(name, wide, _BOLD) for name, wide in names)]
        for angle, row in zip(rows, cells, strict=True):
            for number in range(max(map(len, row))):
                start = self._padded(f"  {_label(angle)}" if number == 0 else "", margin, _BOLD)
                parts = (
                    self._padded(cell[number] if number < len(cell) else "", wide, _DIM * (cell == _NOTHING))
                    for cell, wide in zip(row, widths, strict=True)
                )
                lines.append(start + "".join(parts))
        return lines

    def _cell(self, angle: str | None, framing: str | None, room: int) -> list[str]:
        """How many pictures there are, and their expressions; a point where there are none."""
        one = self._coverage
        found = {cell: files for cell, files in one.cells.items() if cell[:2] == (angle, framing)}
        count = sum(map(len, found.values()))
        if not count:
            return _NOTHING
        moods = {mood: len(found.get(Cell(angle, framing, mood), ())) for mood in one.expressions}
        several = sum(map(bool, moods.values())) > 1 or sum(moods.values()) < count
        said = ", ".join(
            f"{_label(mood)}{f' ×{number}' if number > 1 and several else ''}"
            for mood, number in moods.items()
            if number
        )
        # Where not every face is said, the others may be any.
        text = f"{count} ({said}, …)" if said and sum(moods.values()) < count else f"{count} {said}"
        return _wrapped(text.rstrip(), room, " " * (len(str(count)) + 1))

    def _notes(self) -> list[str]:
        one = self._coverage
        lines = []
        if one.unknown:
            of = [
                f"the {name} of {'every picture' if number == one.pictures else plural(number, 'picture')}"
                for name, number in one.unknown.items()
            ]
            labels = join_words([f"`{name}: {_EXAMPLES[name]}`" for name in one.unknown])
            foreign = 2 * one.unread > one.pictures
            rest = ": only English captions are read" if foreign else " or say it in the captions"
            note = f"not said: {join_words(of)}; label them ({labels}){rest}"
            lines += _wrapped(note, self._columns, "  ")
        as_far = "as far as is said: " if one.unknown else ""
        gaps = _wrapped(as_far + "; ".join(one.gaps), self._columns, "  ") if one.gaps else []
        return [*lines, *(self._paint(line, _YELLOW) for line in gaps)]

    def _shots(self) -> list[str]:
        one = self._coverage
        if not one.shots:
            return []
        large = " (the set is large enough: in place of the ones most alike)" if one.is_large else ""
        lines = [self._paint("worth shooting next", _BOLD) + f"{large}:"]
        longest = max(len(str(shot)) for shot in one.shots)
        for shot in one.shots:
            first = f"the first {join_words(shot.adds)}" if shot.adds else "no picture shows this yet"
            lines.append(f"  {self._paint(str(shot), _GREEN)}{' ' * (longest - len(str(shot)))}  {first}")
        return lines

    def _padded(self, text: str, wide: int, code: str) -> str:
        return self._paint(text, code) + " " * max(0, wide - _wide(text))

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour and code and text.strip() else text


def _label(name: str | None) -> str:
    """A name for the table; one in the author's own words is cut where it is too long."""
    text = _NOT_SAID if name is None else safe(name)
    while _wide(text) > _WIDEST_LABEL:
        text = f"{text.removesuffix('…')[:-1]}…"
    return text


def _wide(text: str) -> int:
    return sum(map(width, text))


def _wrapped(text: str, room: int, indent: str) -> list[str]:
    return textwrap.wrap(text, room, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)

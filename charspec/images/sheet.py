"""Contact sheets: many pictures as one, in rows and columns that say what they show."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

SMALLEST, LARGEST = 160, 384
"""px of the longer side of a picture on a sheet: smaller ones are enlarged by whole numbers, larger ones
shrunk."""

_MARGIN, _GAP = 16, 8
_TEXT, _LINE = 15, 20
_MOST_LINES = 3
_LETTER = 7.0  # px, of a letter on average: lines are wrapped by it
_NARROWEST = 480
_BACKGROUND, _INK, _FAINT = (250, 250, 249), (28, 27, 25), (120, 118, 112)


@dataclass(frozen=True)
class Row:
    """One line of pictures below its label. None leaves a place empty."""

    label: str
    pictures: Sequence[Image.Image | None]


def contact_sheet(title: str, columns: Sequence[str], rows: Sequence[Row]) -> Image.Image:
    """The sheet, RGB. `columns`: what stands above each; all empty for none. Long labels are wrapped, and end
    in … after three lines. Letters that Pillow's own font lacks are drawn without their accents, or as ?.
    """
    cell = _cell([picture for row in rows for picture in row.pictures if picture])
    width = max(_NARROWEST, 2 * _MARGIN + len(columns) * (cell[0] + _GAP) - _GAP)
    letters = int((width - 2 * _MARGIN) / _LETTER)
    heads, labels = wrapped(title, letters), [wrapped(row.label, letters) for row in rows]
    header = _LINE if any(columns) else 0
    height = 2 * _MARGIN + len(heads) * _LINE + header + _GAP
    height += sum(len(lines) * _LINE + cell[1] + 2 * _GAP for lines in labels)
    sheet = Image.new("RGB", (width, height), _BACKGROUND)
    pen = ImageDraw.Draw(sheet)
    top = write(pen, heads, _MARGIN, _MARGIN, _INK) + _GAP
    places = [_MARGIN + number * (cell[0] + _GAP) for number in range(len(columns))]
    for left, words in zip(places, columns, strict=True):
        write(pen, wrapped(words, int(cell[0] / _LETTER))[:1], left, top, _FAINT)
    top += header
    for row, lines in zip(rows, labels, strict=True):
        top = write(pen, lines, _MARGIN, top + _GAP, _INK)
        for left, picture in zip(places, row.pictures, strict=True):
            if picture is not None:
                sheet.paste(_fitted(picture, cell), (left, top))
        top += cell[1] + _GAP
    return sheet


def _cell(pictures: Sequence[Image.Image]) -> tuple[int, int]:
    """Width and height that every picture fits in as it is shown."""
    sizes = [_shown(picture.size) for picture in pictures] or [(SMALLEST, SMALLEST)]
    return max(width for width, _ in sizes), max(height for _, height in sizes)


def _shown(size: tuple[int, int]) -> tuple[int, int]:
    longer = max(size)
    if longer > LARGEST:
        return max(1, round(size[0] * LARGEST / longer)), max(1, round(size[1] * LARGEST / longer))
    factor = -(-SMALLEST // longer)
    return size[0] * factor, size[1] * factor


def _fitted(picture: Image.Image, cell: tuple[int, int]) -> Image.Image:
    size = _shown(picture.size)
    way = Image.Resampling.LANCZOS if size[0] < picture.width else Image.Resampling.NEAREST
    return picture.convert("RGB").resize(size, way)


def wrapped(text: str, letters: int) -> list[str]:
    """A text in lines of at most so many letters; after three it ends in …."""
    lines = textwrap.wrap(_drawable(text), max(letters, 4))
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1][: max(letters - 2, 2)]} …"]
    return lines


def write(
    pen: ImageDraw.ImageDraw, lines: Sequence[str], left: int, top: int, colour: tuple[int, int, int]
) -> int:
    """Write lines from `top` on; returns where the next one stands."""
    for line in lines:
        pen.text((left, top), line, fill=colour, font=_font())
        top += _LINE
    return top


def _drawable(text: str) -> str:
    return "".join(letter if _is_drawn(letter) else _plain(letter) for letter in text)


def _plain(letter: str) -> str:
    """`é` as `e`, `×` as `x`; `?` for what has no such letter."""
    bare = unicodedata.normalize("NFKD", letter.replace("×", "x"))
    kept = "".join(part for part in bare if not unicodedata.combining(part))
    return kept if kept and all(_is_drawn(part) for part in kept) else "?"


def _is_drawn(letter: str) -> bool:
    return letter.isspace() or _mask(letter) != _mask("\uffff")


@cache
def _mask(letter: str) -> bytes:
    return bytes(_font().getmask(letter))


@cache
def _font() -> Any:
    return ImageFont.load_default(_TEXT)

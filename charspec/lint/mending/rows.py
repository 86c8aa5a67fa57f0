"""Rewriting captions in `metadata.jsonl` or `metadata.csv`, and nothing else in the file."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from charspec.source import spliced

_FIELD = "text"
_BREAK = re.compile("\r\n|[\n\r]")
_LINE = re.compile("[^\n\r]*(?:\r\n|[\n\r])|[^\n\r]+")
_CELL = re.compile(r'((?:"(?:[^"]|"")*(?:"|\Z))?[^,\r\n]*)(,|\r\n|[\r\n]|\Z)')

Span: TypeAlias = tuple[int, int]
Changes: TypeAlias = Mapping[int, Callable[[str], str]]
"""What becomes of the captions of rows, by the line in which a row ends (from 1)."""


def rewrite_rows(text: str, file: str, changes: Changes) -> str:
    """The text of a metadata file with the captions of some rows changed, all else to the character."""
    return _jsonl(text, changes) if file.endswith(".jsonl") else _csv(text, changes)


def caption_places(text: str, file: str) -> dict[int, Span]:
    """Where the caption of each row stands in the text, without quotes, by the line in which the row ends."""
    if not file.endswith(".jsonl"):
        (_, header), *rows = _csv_rows(text)
        column = _column(text, header)
        cells = {line: found[column] for line, found in rows if column < len(found)}
        return {line: _bare(text, *span) for line, span in cells.items()}
    places: dict[int, Span] = {}
    offset = 0
    for number, row in enumerate(_LINE.findall(text), start=1):
        try:
            start, end = _json_value(row)
        except (ValueError, RecursionError):  # a line that is no JSON: another finding tells it
            start = end = 0
        if end > start:
            places[number] = _bare(text, offset + start, offset + end)
        offset += len(row)
    return places


def _bare(text: str, start: int, end: int) -> Span:
    return (start + 1, end - 1) if end - start > 2 and text[start] == text[end - 1] == '"' else (start, end)


def _jsonl(text: str, changes: Changes) -> str:
    lines = _LINE.findall(text)
    for number, change in changes.items():
        row = lines[number - 1]
        start, end = _json_value(row)
        raw = row[start:end]
        old: str = json.loads(raw)
        if (new := change(old)) != old:
            lines[number - 1] = row[:start] + _json_string(raw, old, new) + row[end:]
    return "".join(lines)


def _json_value(row: str) -> Span:
    """Where the caption of a row stands, quotes included; of a key given twice, the last counts."""
    decoder = json.JSONDecoder()
    found = (0, 0)
    place = row.index("{")
    while (quote := row.find('"', place)) >= 0:
        key, place = decoder.raw_decode(row, quote)
        start = row.index(":", place) + 1
        start += len(row[start:]) - len(row[start:].lstrip())
        _, place = decoder.raw_decode(row, start)
        if key == _FIELD:
            found = start, place
    return found


def _json_string(raw: str, old: str, new: str) -> str:
    """The new text, with the escapes its author used where the words are the same."""
    body = spliced(raw[1:-1], old, new, "double")
    if body is not None and json.loads(f'"{body}"') == new:
        return f'"{body}"'
    return json.dumps(new, ensure_ascii=raw.isascii() and not old.isascii())


def _csv(text: str, changes: Changes) -> str:
    (_, header), *rows = _csv_rows(text)
    column = _column(text, header)
    parts: list[str] = []
    done = 0
    for line, cells in rows:
        if line in changes and column < len(cells):
            start, end = cells[column]
            raw = text[start:end]
            old = _csv_value(raw)
            if (new := changes[line](old)) != old:
                parts += (text[done:start], _csv_cell(new, raw.startswith('"')))
                done = end
    return "".join((*parts, text[done:]))


def _column(text: str, header: list[Span]) -> int:
    names = [_csv_value(text[slice(*span)]) for span in header]
    # Of a name given twice the last counts, as for those who read rows into a mapping.
    return len(names) - 1 - names[::-1].index(_FIELD)


def _csv_rows(text: str) -> Iterator[tuple[int, list[Span]]]:
    """The line in which each row ends, and where its cells stand."""
    cells: list[Span] = []
    line, first, place = 1, 0, 0
    while place < len(text) or cells:
        found = _CELL.match(text, place)
        assert found, "every text begins with a cell, if an empty one"
        cells.append(found.span(1))
        place = found.end()
        if found[2] != ",":
            line += len(_BREAK.findall(text, first, found.end(1)))
            yield line, cells
            cells, first, line = [], place, line + 1


def _csv_value(raw: str) -> str:
    return next(csv.reader(io.StringIO(raw, newline="")), [""])[0]


def _csv_cell(value: str, quoted: bool) -> str:
    return '"' + value.replace('"', '""') + '"' if quoted or re.search('[,"\r\n]', value) else value

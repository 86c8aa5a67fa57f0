"""Rewriting one caption in `metadata.jsonl` or `metadata.csv`, and nothing else in the file."""

import csv
import io
import json
from collections.abc import Callable

_FIELD = "text"


def rewrite_row(text: str, file: str, line: int, change: Callable[[str], str]) -> str:
    """The text of a metadata file with the caption of the row that ends in `line` (from 1) changed."""
    return _jsonl(text, line, change) if file.endswith(".jsonl") else _csv(text, line, change)


def _jsonl(text: str, line: int, change: Callable[[str], str]) -> str:
    lines = text.split("\n")
    row = lines[line - 1]
    data = json.loads(row)
    old: str = data[_FIELD]
    new = change(old)
    # The author's own spelling of the text is replaced where it stands; else the row is written anew.
    for ascii_only in (False, True):
        literal = json.dumps(old, ensure_ascii=ascii_only)
        if row.count(literal) == 1:
            lines[line - 1] = row.replace(literal, json.dumps(new, ensure_ascii=ascii_only))
            return "\n".join(lines)
    end = "\r" if row.endswith("\r") else ""
    lines[line - 1] = json.dumps({**data, _FIELD: new}, ensure_ascii=False) + end
    return "\n".join(lines)


def _csv(text: str, line: int, change: Callable[[str], str]) -> str:
    lines = text.split("\n")
    reader = csv.reader(lines)
    header = next(reader)
    first = reader.line_num
    for row in reader:
        if reader.line_num == line:
            row[header.index(_FIELD)] = change(row[header.index(_FIELD)])
            end = "\r" if lines[line - 1].endswith("\r") else ""
            lines[first:line] = [_csv_row(row) + end]
            break
        first = reader.line_num
    return "\n".join(lines)


def _csv_row(row: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(row)
    return written.getvalue()

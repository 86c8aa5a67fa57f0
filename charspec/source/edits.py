"""Edits of a file in place: comments, order, quoting and line endings stay as their author wrote them.

Every edit is tried on the text and read back before it is handed out: what it changes is exactly the value
it was
asked to change, or it is not made.
"""

import itertools
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from charspec.errors import CharspecError, Path, dotted
from charspec.source.model import Data, Node, Source
from charspec.source.reader import parse


class Edit(NamedTuple):
    """Replace the characters `start` up to `end` of a text."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Make edits that do not overlap, in any order; raises ValueError if two touch the same characters."""
    ordered = sorted(set(edits))
    for before, after in itertools.pairwise(ordered):
        if after.start < before.end or after.start == before.start:
            raise ValueError(f"edits overlap at character {after.start}")
    for edit in reversed(ordered):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def replace(source: Source, path: Path, text: str) -> Edit:
    """Replace the scalar at `path` by `text`, keeping its style where the style can hold it.

    Raises CharspecError if there is no scalar at `path`, or no way of writing it reads back as `text`.
    """
    if path not in source.values or isinstance(source.get(path), dict | list):
        raise CharspecError(f"{dotted(path)} is no single value that could be replaced", source.where(path))
    node = source.values[path]
    for written in _spellings(source, node, text):
        edit = Edit(node.start, node.end, written)
        if _reads_as(source, edit, path, text):
            return edit
    raise CharspecError(f"{dotted(path)} cannot be rewritten here", source.where(path), "Edit it by hand.")


def insert(source: Source, path: Path, text: str) -> Edit:
    """Add the key `path[-1]` with the value `text` at the end of the mapping `path[:-1]`, which may be empty.

    Raises CharspecError if the parent is no mapping or has the key already.
    """
    parent, key = path[:-1], path[-1]
    if path in source.values or parent not in source.values or not isinstance(key, str):
        raise CharspecError(f"{dotted(path)} cannot be added", source.where(path), "Edit it by hand.")
    for name in (key, _double(key)):
        for value in (text, _double(text)):
            edit = _new_pair(source, parent, f"{name}: {value}")
            if edit and _reads_as(source, edit, path, text):
                return edit
    raise CharspecError(f"{dotted(path)} cannot be added here", source.where(path), "Edit it by hand.")


def _new_pair(source: Source, parent: Path, pair: str) -> Edit | None:
    node = source.values[parent]
    data = source.get(parent)
    if isinstance(data, dict) and node.style == "flow":
        return Edit(node.end - 1, node.end - 1, f", {pair}" if data else pair)
    if isinstance(data, dict):
        first = source.keys[(*parent, next(iter(data)))]
        indent, after = _column(source.text, first.start), node.end
    elif data is None and parent in source.keys:
        indent, after = _column(source.text, source.keys[parent].start) + 2, node.end
    else:
        return None
    end = _line_end(source.text, after)
    return Edit(end, end, _newline(source.text) + " " * indent + pair)


def _spellings(source: Source, node: Node, text: str) -> Iterator[str]:
    """Ways of writing a scalar, the author's own first."""
    single = "'" + text.replace("'", "''") + "'"
    if node.style in ("literal", "folded"):
        header, *body = source.text[node.start : node.end].splitlines() or ["|"]
        indent = " " * (len(body[0]) - len(body[0].lstrip()) if body else 2)
        newline = _newline(source.text)
        yield header + "".join(newline + (indent + line if line else "") for line in text.split("\n"))
    elif node.style == "single":
        yield single
    elif node.style == "plain":
        space = " " if node.start == node.end and source.text[node.start - 1 : node.start] in ":-" else ""
        yield from (space + text, space + _double(text), space + single)
    yield _double(text)


def _reads_as(source: Source, edit: Edit, path: Path, text: str) -> bool:
    """Whether the edited text says the same as before, but for `text` at `path`."""
    after = parse(apply_edits(source.text, [edit]), source.file)
    # A file may have had other problems before the edit; it must not have new ones.
    if len(after.problems) > len(source.problems) or path not in after.values:
        return False
    value = after.get(path)
    block = after.values[path].style in ("literal", "folded")
    if not isinstance(value, str) or (value.rstrip("\n") if block else value) != text:
        return False
    return _without(source.data, path) == _without(after.data, path)


def _without(data: Data, path: Path) -> Data:
    """A copy of the data with the value at `path` left out; an emptied mapping equals no value."""
    if not path:
        return None
    key, rest = path[0], path[1:]
    if isinstance(data, dict) and isinstance(key, str):
        copy = {name: value for name, value in data.items() if name != key}
        if key in data and rest:
            copy[key] = _without(data[key], rest)
        return copy or None
    if isinstance(data, list) and isinstance(key, int) and key < len(data):
        return [*data[:key], _without(data[key], rest), *data[key + 1 :]]
    return data


def _double(text: str) -> str:
    # JSON's escapes are a subset of those of YAML's double quotes.
    return json.dumps(text, ensure_ascii=False)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_end(text: str, offset: int) -> int:
    ends = [place for mark in ("\r\n", "\n") if (place := text.find(mark, offset)) >= 0]
    return min(ends, default=len(text))


def _column(text: str, offset: int) -> int:
    return offset - (text.rfind("\n", 0, offset) + 1)

"""Edits of a file in place: comments, order, quoting and line endings stay as their author wrote them.

Every edit is tried on the text and read back before it is handed out: what it changes is exactly the value
it was asked to change, or it is not made.
"""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from charspec.errors import CharspecError, Path, dotted
from charspec.source.model import Data
from charspec.source.parsed import Source
from charspec.source.reader import parse
from charspec.source.scalars import Plain
from charspec.source.spelling import Manner, double, newline, rest_of_line, spellings


class Edit(NamedTuple):
    """Replace the characters `start` up to `end` of a text."""

    start: int
    end: int
    text: str


class NewValue(NamedTuple):
    """`text` as the value at `path`. For `manner` see `charspec.source.spelling`."""

    path: Path
    text: str
    manner: Manner = "kept"


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Make edits that do not overlap, in any order; raises ValueError if two touch the same characters."""
    ordered = sorted(set(edits))
    for before, after in itertools.pairwise(ordered):
        if after.start < before.end or after.start == before.start:
            raise ValueError(f"edits overlap at character {after.start}")
    parts: list[str] = []
    end = 0
    for edit in ordered:
        parts += (text[end : edit.start], edit.text)
        end = edit.end
    return "".join((*parts, text[end:]))


def rewrite(source: Source, values: Sequence[NewValue]) -> tuple[str, tuple[Path, ...]]:
    """The text of a file with values rewritten, and the paths of those that were.

    A value that no way of writing it would read back as is left as it stands. Reading back costs one parse of
    the file for all values together, and one for each only where that fails.
    """
    there = [value for value in values if _is_scalar(source, value.path)]
    edits = [next(iter(_edits(source, value)), None) for value in there]
    if None not in edits:
        whole = apply_edits(source.text, [edit for edit in edits if edit])
        if _reads_as(source, whole, there):
            return whole, tuple(value.path for value in there)
    done: list[NewValue] = []
    single: list[Edit] = []
    for value in there:
        edit = _tried(source, value)
        if edit and _reads_as(source, whole := apply_edits(source.text, [*single, edit]), [*done, value]):
            done.append(value)
            single.append(edit)
    return apply_edits(source.text, single), tuple(value.path for value in done)


def replace(source: Source, path: Path, text: str) -> Edit:
    """Replace the scalar at `path` by `text`, keeping its style where the style can hold it.

    Raises CharspecError if there is no scalar at `path`, or no way of writing it reads back as `text`.
    """
    if not _is_scalar(source, path):
        raise CharspecError(f"{dotted(path)} is no single value that could be replaced", source.where(path))
    if edit := _tried(source, NewValue(path, text)):
        return edit
    raise CharspecError(f"{dotted(path)} cannot be rewritten here", source.where(path), "Edit it by hand.")


def insert(source: Source, path: Path, text: str) -> Edit:
    """Add the key `path[-1]` with the value `text` at the end of the mapping `path[:-1]`, which may be empty.

    Raises CharspecError if the parent is no mapping or has the key already.
    """
    parent, key = path[:-1], path[-1]
    if path in source.values or parent not in source.values or not isinstance(key, str):
        raise CharspecError(f"{dotted(path)} cannot be added", source.where(path), "Edit it by hand.")
    for name in (key, double(key)):
        for value in (text, double(text)):
            edit = new_pairs(source, parent, [f"{name}: {value}"])
            if edit and _reads_as(source, apply_edits(source.text, [edit]), [NewValue(path, text)]):
                return edit
    raise CharspecError(f"{dotted(path)} cannot be added here", source.where(path), "Edit it by hand.")


def new_pairs(source: Source, parent: Path, pairs: Sequence[str]) -> Edit | None:
    """Put written pairs, such as `pose: sitting`, at the end of a mapping; None where there is no mapping."""
    node = source.values[parent]
    data = source.get(parent)
    if isinstance(data, dict) and node.style == "flow":
        joined = ", ".join(pairs)
        return Edit(node.end - 1, node.end - 1, f", {joined}" if data else joined)
    if isinstance(data, dict):
        first = source.keys[(*parent, next(iter(data)))]
        indent, after = _column(source.text, first.start), node.end
    elif data is None and parent in source.keys:
        indent, after = _column(source.text, source.keys[parent].start) + 2, node.end
    else:
        return None
    end = rest_of_line(source.text, after)
    return Edit(end, end, "".join(newline(source.text, end) + " " * indent + pair for pair in pairs))


def _is_scalar(source: Source, path: Path) -> bool:
    return path in source.values and not isinstance(source.get(path), dict | list)


def _edits(source: Source, value: NewValue) -> Iterable[Edit]:
    """Ways of writing a value, the likeliest to please its author first."""
    node = source.values[value.path]
    end = rest_of_line(source.text, node.end) if value.manner == "line" else node.end
    for written in spellings(source, value.path, value.text, value.manner):
        yield Edit(node.start, end, written)


def _tried(source: Source, value: NewValue) -> Edit | None:
    for edit in _edits(source, value):
        if _reads_as(source, apply_edits(source.text, [edit]), [value]):
            return edit
    return None


def _reads_as(source: Source, edited: str, values: Sequence[NewValue]) -> bool:
    """Whether the edited text says the same as before, but for the new values."""
    after = parse(edited, source.file)
    # A file may have had other problems before the edit; it must not have new ones.
    if len(after.problems) > len(source.problems):
        return False
    if not all(_says(after, value) for value in values):
        return False
    paths = {value.path for value in values}
    return _without(source.data, paths) == _without(after.data, paths)


def _says(after: Source, value: NewValue) -> bool:
    found = after.get(value.path) if value.path in after.values else None
    if not isinstance(found, str) or (value.manner == "bare" and not isinstance(found, Plain)):
        return False
    block = after.values[value.path].style in ("literal", "folded")
    return (found.rstrip("\n") if block else found) == value.text


def _without(data: Data, paths: Collection[Path], here: Path = ()) -> Data:
    """A copy of the data with the values at `paths` left out; an emptied mapping equals no value."""
    if isinstance(data, dict):
        pairs: Mapping[str, Data] = {
            key: _without(value, paths, (*here, key))
            for key, value in data.items()
            if (*here, key) not in paths
        }
        return dict(pairs) or None
    if isinstance(data, list):
        return [
            None if (*here, index) in paths else _without(value, paths, (*here, index))
            for index, value in enumerate(data)
        ]
    return data


def _column(text: str, offset: int) -> int:
    return offset - (max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1)

"""Hugging Face's imagefolder: `metadata.jsonl` or `metadata.csv` with `file_name` and a caption."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from charspec.dataset.texts import MAX_METADATA, METADATA_NAMES, OTHER_COLUMNS
from charspec.errors import CharspecError
from charspec.prepare.importing.found import Found, Imported
from charspec.prepare.importing.texts import Sidecar, Sidecars, one_line, read_text, usable
from charspec.prepare.importing.tree import Tree

COLUMNS = ("text", *OTHER_COLUMNS)
"""The columns that hold captions, the first that a row has; charspec itself reads `text`."""


class _Row(NamedTuple):
    text: str
    column: str
    metadata: str


def sign(tree: Tree) -> str | None:
    """A metadata file."""
    return next(iter(_files(tree)), None)


def read(tree: Tree) -> Imported:
    """Every picture with its row, or with the text file beside it where no row names it. Rows in a column
    that charspec does not read go into the spec, as do those of pictures with a text file, which would win.

    Raises CharspecError (exit 2) for metadata that cannot be read, or of which nothing is about a picture.
    """
    names = _files(tree)
    if not names:
        raise CharspecError(
            "no metadata.jsonl or metadata.csv here",
            where=str(tree.folder / tree.roots[0]),
            hint="Name the folder that holds it, or leave --from away.",
        )
    rows: dict[str, _Row] = {}
    broken: list[str] = []
    for name in names:
        for file, row in _rows(tree, name, broken):
            rows.setdefault(file, row)
    if not any(file in rows for file in tree.pictures):
        raise CharspecError(
            "no row names a picture that is here and a caption for it",
            where=str(tree.folder / names[0]),
            hint='A row looks like {"file_name": "front.png", "text": "…"}.',
        )
    notes = [f"{one}: left out" for one in broken[:5]]
    if missing := [file for file in rows if file not in set(tree.pictures)]:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        notes.append(f"there is no picture {missing[0]}{more}, though a row says so")
    shadowed, alone = Sidecars(tree), Sidecars(tree)  # what is wrong with a text counts where it is read
    pictures = tuple(
        _with_row(tree, file, rows[file], shadowed.of(file))
        if file in rows
        else _without_row(tree, file, alone.of(file))
        for file in tree.pictures
    )
    return Imported("imagefolder", tree.roots, pictures, notes=(*notes, *alone.notes()))


def disagreements(tree: Tree) -> list[str]:
    """Pictures whose sidecar says something else than their row of metadata."""
    rows: dict[str, _Row] = {}
    for name in _files(tree):
        for file, row in _rows(tree, name, []):
            rows.setdefault(file, row)
    sidecars = Sidecars(tree)
    found = ((file, sidecars.of(file)) for file in tree.pictures if file in rows)
    return [file for file, sidecar in found if sidecar and sidecar.text != rows[file].text]


def _with_row(tree: Tree, file: str, row: _Row, shadowed: Sidecar | None) -> Found:
    beside = row.column == COLUMNS[0] and (shadowed is None or shadowed.text == row.text)
    return Found(file, row.text, beside, mask=tree.masks.get(file))


def _without_row(tree: Tree, file: str, sidecar: Sidecar | None) -> Found:
    mask = tree.masks.get(file)
    return Found(file, sidecar.text, sidecar.beside, mask=mask) if sidecar else Found(file, mask=mask)


def _files(tree: Tree) -> list[str]:
    """The metadata files, deepest folders first: the nearest to a picture counts."""
    found = [name for name in tree.files if PurePosixPath(name).name in METADATA_NAMES]
    # In one folder the .jsonl counts before the .csv, as when charspec reads them.
    return sorted(found, key=lambda name: (-len(PurePosixPath(name).parts), name.endswith(".csv"), name))


def _rows(tree: Tree, name: str, broken: list[str]) -> Iterator[tuple[str, _Row]]:
    try:
        text = read_text(tree, name, MAX_METADATA)
    except ValueError as error:
        hint = "It has to be a file of UTF-8 text; mend it and run init again."
        raise CharspecError(f"cannot be read: {error}", str(tree.folder / name), hint) from None
    parent = PurePosixPath(name).parent
    for number, values in _jsonl(text) if name.endswith(".jsonl") else _csv(text):
        column = next((one for one in COLUMNS if isinstance(values.get(one), str)), None)
        file = values.get("file_name")
        if not isinstance(file, str) or column is None:
            broken.append(f"{name}:{number} has no 'file_name' with one of {', '.join(COLUMNS)}")
            continue
        caption = one_line(str(values[column]))
        if caption and usable(caption):
            yield str(parent / file), _Row(caption, column, name)


def _jsonl(text: str) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            yield number, row if isinstance(row, dict) else {}


def _csv(text: str) -> Iterator[tuple[int, dict[str, object]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            yield reader.line_num, {str(key): value for key, value in row.items()}
    except csv.Error:
        yield reader.line_num, {}

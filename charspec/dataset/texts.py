"""Captions that stand beside the pictures: `NAME.txt`, `metadata.jsonl`, `metadata.csv`."""

import csv
import io
import json
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from charspec.errors import Path
from charspec.files import is_file, read_file, why
from charspec.source import Problem, Span
from charspec.spec import MAX_CHARACTERS, why_outside

MAX_TEXT = 1 << 16
_MAX_PROBLEMS = 20
MAX_METADATA = 16 << 20
OTHER_COLUMNS = ("caption", "prompt", "description")
"""What others call the column that charspec reads as `text`; `charspec init` takes its captions over."""
METADATA_NAMES = ("metadata.jsonl", "metadata.csv")


class Location(NamedTuple):
    """Where a person edits a caption: `file` relative to the spec's folder (or the spec itself), and the
    place.

    `path` addresses the value in the spec that the caption belongs to.
    """

    file: str
    path: Path
    span: Span | None = None


class Written(NamedTuple):
    """A caption as it was written, and where."""

    text: str
    location: Location


def read_sidecar(
    folder: pathlib.Path, file: str, path: Path, problems: list[Problem], pending: Mapping[str, str]
) -> Written | None:
    """The text file beside a picture, or None if there is none; a text of `pending` counts before the
    file's."""
    sidecar = str(pathlib.PurePosixPath(file).with_suffix(".txt"))
    text = _read_text(folder, sidecar, path, MAX_TEXT, problems, pending)
    if text is None:
        return None
    if len(text.strip()) > MAX_CHARACTERS:
        problems.append(_too_long(text.strip(), Span(1, 1, 1, 1), sidecar, path))
        return None
    lines = text.removesuffix("\n").split("\n")
    span = Span(1, 1, len(lines), len(lines[-1]) + 1)
    return Written(" ".join(text.split("\n")).strip(), Location(sidecar, path, span))


class Metadata:
    """The rows of the `metadata` files in a picture's folder and those above it, up to the spec's."""

    def __init__(self, folder: pathlib.Path, problems: list[Problem], pending: Mapping[str, str]) -> None:
        self._folder = folder
        self._pending = pending
        self._problems = problems
        self._rows: dict[str, dict[str, Written]] = {}
        self._untold: dict[str, Problem] = {}
        self._repeated: dict[str, list[Written]] = {}

    def find(self, file: str, path: Path, needed: bool = True) -> Written | None:
        """The row of a picture, from the nearest metadata file that has one; `path` is the picture's.

        A row that names the picture without a `text` is a fault only if the picture `needed` its caption.
        """
        for parent in pathlib.PurePosixPath(file).parents:
            rows = self._of(str(parent))
            fault = self._untold.pop(str(pathlib.PurePosixPath(file)), None)
            if fault and needed and len(self._problems) < _MAX_PROBLEMS:
                self._problems.append(fault)
            if found := rows.get(str(pathlib.PurePosixPath(file))):
                return Written(found.text, Location(found.location.file, path, found.location.span))
        return None

    def repeated(self, file: str, path: Path) -> list[Written]:
        """The further rows of a picture for which a row was found: nobody reads them."""
        rows = self._repeated.get(str(pathlib.PurePosixPath(file)), ())
        return [Written(row.text, Location(row.location.file, path, row.location.span)) for row in rows]

    @property
    def has_rows(self) -> bool:
        """Whether there is any row."""
        return any(self._rows.values())

    def orphans(self, present: Mapping[str, frozenset[str]]) -> tuple[tuple[str, Location], ...]:
        """The pictures that rows name and that are not there, with the places of the rows; `present` are the
        names of the files in each folder that counts."""
        found = []
        for rows in self._rows.values():
            for file, written in rows.items():
                path = pathlib.PurePosixPath(file)
                if path.name not in present.get(str(path.parent), (path.name,)):
                    found.append((file, written.location))
        return tuple(found)

    def _of(self, parent: str) -> dict[str, Written]:
        if parent not in self._rows:
            self._rows[parent] = {}
            for name in METADATA_NAMES:
                shown = str(pathlib.PurePosixPath(parent) / name)
                text = _read_text(
                    self._folder, shown, ("images",), MAX_METADATA, self._problems, self._pending
                )
                if text is None:
                    continue
                rows = _jsonl(text) if name.endswith("l") else _csv(text)
                before = len(self._problems)
                for line, row in rows:
                    self._add(parent, shown, line, row)
                    # A file of something else has as many faults as lines.
                    if len(self._problems) - before >= _MAX_PROBLEMS:
                        break
        return self._rows[parent]

    def _add(self, parent: str, shown: str, line: int, row: dict[str, Any] | str) -> None:
        span = Span(line, 1, line, 1)
        if isinstance(row, dict) and {"file_name", "text"} <= set(row):
            name, text = row["file_name"], row["text"]
            if isinstance(name, str) and isinstance(text, str):
                if len(text) > MAX_CHARACTERS:
                    self._problems.append(_too_long(text, span, shown, ("images",)))
                    return
                file = str(pathlib.PurePosixPath(parent) / name)
                location = Location(shown, ("images",), span)
                written = Written(" ".join(text.split("\n")).strip(), location)
                if self._rows[parent].setdefault(file, written) is not written:
                    self._repeated.setdefault(file, []).append(written)
                return
        message = row if isinstance(row, str) else "a row without the texts 'file_name' and 'text'"
        hint = 'Each row names a picture and its caption: {"file_name": "front.png", "text": "…"}.'
        fault = Problem("S104", ("images",), message, hint, span, shown)
        name = row.get("file_name") if isinstance(row, dict) else None
        if isinstance(name, str) and "text" not in row and set(OTHER_COLUMNS) & set(row):
            self._untold.setdefault(str(pathlib.PurePosixPath(parent) / name), fault)
        else:
            self._problems.append(fault)


def _too_long(text: str, span: Span, shown: str, path: Path) -> Problem:
    message = f"a caption of {len(text):,} characters; at most {MAX_CHARACTERS:,} are read"
    hint = "Shorten it to what the picture shows; text encoders read a few hundred words."
    return Problem("C119", path, message, hint, span, shown)


def _jsonl(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, "a line that is not JSON"
        else:
            yield number, row if isinstance(row, dict) else "a line that is no JSON object"


def _csv(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    # A caption in quotes may run over several lines: the reader has to see where they end.
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        columns = set(reader.fieldnames or ())
        if "file_name" not in columns or not columns & {"text", *OTHER_COLUMNS}:
            yield 1, "no columns 'file_name' and 'text'"
            return
        for row in reader:
            yield reader.line_num, {str(key): value for key, value in row.items()}
    except csv.Error as error:
        yield reader.line_num, f"not readable as CSV: {error}"


def _read_text(
    folder: pathlib.Path,
    shown: str,
    path: Path,
    limit: int,
    problems: list[Problem],
    pending: Mapping[str, str],
) -> str | None:
    """The text of a file, None if there is none or it cannot be read (which is a problem)."""
    if shown in pending:
        return _unix(pending[shown].removeprefix("\ufeff"))
    file = folder / shown
    start = Span(1, 1, 1, 1)
    try:
        if not is_file(file):
            return None
        if reason := why_outside(folder, shown):
            hint = "Copy the text into the folder."
            problems.append(Problem("S108", path, f"the path '{shown}' {reason}", hint, start, shown))
            return None
        return _unix(read_file(file, limit).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text (byte {error.start + 1})"
    except (OSError, ValueError) as error:
        message = f"cannot be read: {why(error)}"
    problems.append(Problem("C119", path, message, "Save the file as UTF-8 text.", start, shown))
    return None


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

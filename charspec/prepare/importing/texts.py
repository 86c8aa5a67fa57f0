"""Captions beside pictures, as charspec reads them and as other programs write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from charspec.dataset.texts import MAX_TEXT, read_sidecar
from charspec.files import read_file, why
from charspec.prepare.importing.found import Found
from charspec.prepare.importing.tree import Tree
from charspec.source import Problem
from charspec.spec import MAX_CHARACTERS

_NOTED = 3
"""Files that a note names; the rest are counted."""


class Sidecar(NamedTuple):
    """A caption, the file it stands in, and whether charspec reads that file itself."""

    text: str
    file: str
    beside: bool


class Sidecars:
    """Reads the sidecars of a tree and collects what is wrong with them, to be told once at the end."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._unreadable: dict[str, str] = {}
        self._lines: list[str] = []
        self._differing: list[str] = []

    def of(self, picture: str) -> Sidecar | None:
        """The caption of a picture: `NAME.txt`, else `NAME.caption`, which charspec does not read itself."""
        plain = self._txt(picture)
        other = self._caption(picture)
        if plain and other and plain.text != other.text:
            self._differing.append(other.file)
        return plain or other

    def notes(self) -> tuple[str, ...]:
        """What was wrong, a line each."""
        told = {
            "has several lines, which are read as one caption": self._lines,
            "says something else than the .txt beside it, which counts": self._differing,
        }
        notes = [f"{_some(files)} {what}" for what, files in told.items() if files]
        if self._unreadable:
            file, reason = next(iter(self._unreadable.items()))
            others = len(self._unreadable) - 1
            more = f", and {others} more caption{'s' if others > 1 else ''}" if others else ""
            notes.insert(0, f"{file} is left out: {reason}{more}; mend it and run init again")
        return tuple(notes)

    def _txt(self, picture: str) -> Sidecar | None:
        name = str(PurePosixPath(picture).with_suffix(".txt"))
        if name not in self._tree.files:
            return None
        problems: list[Problem] = []
        found = read_sidecar(self._tree.folder, picture, ("images", picture), problems, {})
        if problems:
            self._unreadable[name] = problems[0].message
        return self._noted(found.text, name, True) if found else None

    def _caption(self, picture: str) -> Sidecar | None:
        name = str(PurePosixPath(picture).with_suffix(".caption"))
        if name not in self._tree.files:
            return None
        try:
            text = one_line(read_text(self._tree, name, MAX_TEXT))
        except ValueError as error:
            self._unreadable[name] = str(error)
            return None
        if not usable(text):
            long = len(text) > MAX_CHARACTERS
            self._unreadable[name] = f"{len(text):,} characters" if long else "it has control characters"
            return None
        return self._noted(text, name, False)

    def _noted(self, text: str, name: str, beside: bool) -> Sidecar | None:
        if not text:
            return None
        raw = read_file(self._tree.folder / name, MAX_TEXT)
        if len(raw.strip().splitlines()) > 1:
            self._lines.append(name)
        return Sidecar(text, name, beside)


def one_line(text: str) -> str:
    """A caption as charspec reads one: its lines joined by blanks.

    >>> one_line("a knight,\\r\\nstanding\\n")
    'a knight, standing'
    """
    return " ".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def usable(text: str) -> bool:
    """Whether a spec can hold a caption."""
    return len(text) <= MAX_CHARACTERS and not any(
        char == "\0" or "\ud800" <= char <= "\udfff" or (char < " " and char != "\t") for char in text
    )


def pictured(tree: Tree, captions: Mapping[str, Sidecar | None]) -> tuple[Found, ...]:
    """The pictures of a tree with these captions."""
    found = []
    for file in tree.pictures:
        caption = captions.get(file)
        found.append(
            Found(
                file,
                caption.text if caption else None,
                caption.beside if caption else False,
                mask=tree.masks.get(file),
            )
        )
    return tuple(found)


def read_text(tree: Tree, name: str, limit: int) -> str:
    """A text file of the tree; ValueError in words if it cannot be read."""
    try:
        return read_file(tree.folder / name, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 text (byte {error.start + 1})") from None
    except OSError as error:
        raise ValueError(why(error)) from None


def _some(files: list[str]) -> str:
    if len(files) == 1:
        return files[0]
    shown = ", ".join(files[:_NOTED])
    more = f" and {len(files) - _NOTED} more" if len(files) > _NOTED else ""
    return f"{shown}{more}: each"

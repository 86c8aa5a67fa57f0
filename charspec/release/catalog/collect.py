"""The releases below a folder, by their release.json."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from charspec.errors import CharspecError
from charspec.release.record import FILE, Released, read_record

SIDE = 208
"""Sides of a picture in the page, px: about the size it is shown at. A photograph takes 9.6 kB then, a
drawing 2 (measured), so 1,000 characters make a page of 4 to 12 MB."""

QUALITY = 78


@dataclass(frozen=True)
class Entry:
    """A release. `picture`: its thumbnail as a data URI, None where it cannot be read. `same_trigger`: the
    other releases that its trigger calls as well, by name and base, and by folder where those do not tell
    them apart."""

    folder: Path
    record: Released
    picture: str | None
    same_trigger: tuple[str, ...]


@dataclass(frozen=True)
class Broken:
    """A folder that holds a release.json and is no whole release, and why."""

    folder: Path
    why: str


def collect(root: Path) -> tuple[list[Entry], list[Broken]]:
    """All releases below a folder by name, and what is broken; folders that begin with a dot are passed by.

    A release is whole if its record is valid and every LoRA it names is there.
    """
    found: list[tuple[Path, Released]] = []
    broken: list[Broken] = []
    for folder in _folders(root):
        try:
            found.append((folder, _whole(folder)))
        except CharspecError as error:
            broken.append(Broken(folder, error.message))
    found.sort(key=lambda pair: (pair[1].name.casefold(), pair[0]))
    callers: dict[str, list[tuple[Path, Released]]] = {}
    for folder, record in found:
        callers.setdefault(record.trigger.casefold(), []).append((folder, record))
    entries = []
    for folder, record in found:
        callers_here = callers[record.trigger.casefold()]
        same = tuple(_told(path, callers_here, root) for path, _ in callers_here if path != folder)
        entries.append(Entry(folder, record, _picture(folder, record.thumbnail), same))
    return entries, broken


def _told(folder: Path, callers: list[tuple[Path, Released]], root: Path) -> str:
    """What one of those that a trigger calls is known by among them: `Kael (tiny) in elder/kael`."""
    names = {path: f"{record.name} ({record.base.name})" for path, record in callers}
    is_known = list(names.values()).count(names[folder]) == 1
    return names[folder] if is_known else f"{names[folder]} in {folder.relative_to(root).as_posix()}"


def _folders(root: Path) -> Iterator[Path]:
    """The folders with a release.json, in order; nothing is looked for inside one."""
    for path, folders, files in os.walk(root):
        if FILE in files:
            folders.clear()
            yield Path(path)
        else:
            folders[:] = sorted(name for name in folders if not name.startswith("."))


def _whole(folder: Path) -> Released:
    record = read_record(folder)
    missing = [lora.file for lora in record.loras if _inside(folder, lora.file) is None]
    if missing:
        raise CharspecError(f"{missing[0]} is missing", str(folder), exit_code=1)
    return record


def _inside(folder: Path, name: str) -> Path | None:
    """A file of the folder; None if it is not there, or if its name leads out."""
    path = folder / name
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


def _picture(folder: Path, name: str) -> str | None:
    from PIL import Image

    path = _inside(folder, name)
    if path is None:
        return None
    try:
        with Image.open(path) as opened:
            small = opened.convert("RGB")
            small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    stream = io.BytesIO()
    small.save(stream, "WEBP", quality=QUALITY, method=4)
    return f"data:image/webp;base64,{base64.b64encode(stream.getvalue()).decode('ascii')}"

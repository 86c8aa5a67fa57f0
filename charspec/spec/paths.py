"""Paths of a spec stay in the spec's folder."""

import os
import pathlib
import re

from charspec.errors import Path
from charspec.source import Problem, Source
from charspec.spec.models import CharacterSpec

_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST_NAME = 255
_HINT = "Put the file into the spec's folder and write its path relative to the spec, with '/'."


def why_outside(folder: pathlib.Path, written: str) -> str | None:
    """Why a written path may not be followed, or None if it stays below `folder`."""
    parts = pathlib.PurePosixPath(written).parts
    if written.startswith(("/", "~")) or _DRIVE.match(written):
        return "is absolute"
    if "\\" in written:
        return "has a backslash, which is no separator here"
    if ".." in parts:
        return "climbs out with '..'"
    if any(len(os.fsencode(part)) > _LONGEST_NAME for part in parts):
        return "has a name longer than file systems allow"
    try:
        inside = (folder / written).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return "cannot be followed"
    return None if inside else "leaves the spec's folder by a symbolic link"


def outside_problems(spec: CharacterSpec, folder: pathlib.Path, source: Source) -> list[Problem]:
    """S108 for every path of the spec that leaves its folder."""
    written: list[tuple[Path, str]] = []
    if isinstance(spec.images, str):
        written.append((("images",), spec.images))
    for file, picture in spec.pictures.items():
        written.append((("images", file), file))
        if picture.mask:
            written.append((("images", file, "mask"), picture.mask))
    problems: list[Problem] = []
    for file in spec.pictures:
        if not pathlib.PurePosixPath(file).name:
            span = source.key_span(("images", file))
            problems.append(Problem("S104", ("images", file), f"'{file}' names no picture", _HINT, span))
    for path, name in written:
        if reason := why_outside(folder, name):
            is_value = path in source.values and not (len(path) == 2 and path[0] == "images")
            span = source.span(path) if is_value else source.key_span(path)
            problems.append(Problem("S108", path, f"the path '{name}' {reason}", _HINT, span))
    return problems

"""An option that is not what its model says, in words: the file, its line, and what is wanted."""

from __future__ import annotations

import functools
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from charspec.conf_path import find_option, option_files, shown
from charspec.errors import CharspecError, dotted
from charspec.errors import Path as Address
from charspec.nearest import nearest
from charspec.source import Source, read


def wrong_option(group: str, name: str, error: ValidationError, known: tuple[str, ...] = ()) -> CharspecError:
    """The first fault of an option (exit 1): the value where it is written, or the file that lacks it.

    `known` are the keys that may be written, for a suggestion in place of one that may not.
    """
    fault = error.errors(include_url=False)[0]
    path = fault["loc"]
    where = value_place(group, name, path)
    message, hint = fault_words(fault, known)
    return CharspecError(message, where or shown(find_option(group, name)), hint, 1)


def value_place(group: str, name: str, path: Address) -> str | None:
    """`file:line` of a value of an option, in the last of its files that says it; None if none does."""
    for file in reversed(option_files(group, name)):
        if line := _line(file, path):
            return f"{shown(file)}:{line}"
    return None


def fault_words(fault: ErrorDetails, known: tuple[str, ...] = ()) -> tuple[str, str | None]:
    """What pydantic found, as a message and a next step."""
    path, key = dotted(fault["loc"]), str(fault["loc"][-1])
    if fault["type"] == "extra_forbidden":
        near = nearest(key, known)
        listed = f"Known keys: {', '.join(known)}." if known else "Delete it."
        return f"unknown key '{path}'", f"Did you mean '{near}'?" if near else listed
    if fault["type"] == "missing":
        return f"'{path}' is missing", "Write it, or build upon another option: `defaults: [NAME, _self_]`."
    said = fault["msg"].replace("Input should be", "must be").replace("Input should", "must")
    return f"{path} {said}, found {fault['input']!r}", None


@functools.lru_cache(maxsize=64)
def _source(file: Path, _changed: int) -> Source:
    return read(file, shown(file))


def _line(file: Path, path: Address) -> int | None:
    source = _source(file, file.stat().st_mtime_ns)
    for address in (path, tuple(map(str, path))):
        if address in source.values:
            return source.span(address).line
    return None

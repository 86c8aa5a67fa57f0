"""What charspec.toml or pyproject.toml say of a project: the user's folders of options (`config-dirs`), and
tables that a part of charspec reads for itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from charspec.errors import CharspecError
from charspec.files import is_file, read_file, why

CONFIG_FILES = ("charspec.toml", "pyproject.toml")
"""The files that may configure charspec, in a spec's folder or above it."""

KEY = "config-dirs"
ENHANCE = "enhance"
"""The table that names what enlarges pictures (`charspec.enhance.method`)."""

COMPARE = "compare"
"""The table of the models that `charspec compare` measures with."""
_MAX_BYTES = 1 << 20


class Table(NamedTuple):
    """A table of the nearest file that has it."""

    file: Path
    values: dict[str, Any]


def project_table(folder: Path, name: str) -> Table | None:
    """The table `[name]` of the nearest charspec.toml above `folder`, or `[tool.charspec.name]` of a
    pyproject.toml; None if no file has one.

    Raises CharspecError (exit 2) for a file that cannot be read, or where that name is no table.
    """
    start = folder.resolve()
    for above in (start, *start.parents):
        for file in (above / config for config in CONFIG_FILES):
            for table in _tables(file, name):
                if name in table:
                    if not isinstance(table[name], dict):
                        raise CharspecError(f"{name} must be a table", str(file), f"Write [{name}] above it.")
                    return Table(file, table[name])
    return None


def project_dirs(folder: Path) -> tuple[Path, ...]:
    """The folders of the nearest file above `folder` that names some, each relative to that file.

    In charspec.toml the key stands at the top, in pyproject.toml below [tool.charspec]. Raises CharspecError
    (exit 2) for a file that cannot be read, or for a value that is no list of folders.
    """
    start = folder.resolve()
    for above in (start, *start.parents):
        for name in CONFIG_FILES:
            found = _read(above / name)
            if found is not None:
                return tuple(above / one for one in found)
    return ()


def _read(file: Path) -> list[str] | None:
    """The folders that a file names; None if it names none."""
    for table in _tables(file, KEY):
        if KEY in table:
            dirs = table[KEY]
            if not isinstance(dirs, list) or not all(isinstance(one, str) and one for one in dirs):
                raise CharspecError(f"{KEY} must be a list of folders, such as ['conf']", str(file))
            return dirs
    return None


def _tables(file: Path, word: str) -> list[dict[str, Any]]:
    """Where a file may say something of charspec: its top, if it is ours, and [tool.charspec].

    Most files lack the word that is looked for, and are not parsed.
    """
    try:
        raw = read_file(file, _MAX_BYTES)
    except FileNotFoundError:
        return []
    except OSError as error:
        if not is_file(file):  # a folder or a pipe of that name configures nothing
            return []
        raise CharspecError(f"cannot be read as TOML: {why(error)}", str(file)) from None
    if word.encode() not in raw:
        return []
    import tomllib  # here: few projects have the key, and every lint asks

    try:
        document = tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise CharspecError(f"cannot be read as TOML: {error}", str(file)) from None
    tools = document.get("tool")
    ours = tools.get("charspec") if isinstance(tools, dict) else None
    return [
        table
        for table in (document if file.name == CONFIG_FILES[0] else None, ours)
        if isinstance(table, dict)
    ]

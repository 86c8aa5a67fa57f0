"""`config-dirs`: the user's folders of options, as charspec.toml or pyproject.toml name them."""

from __future__ import annotations

from pathlib import Path

from charspec.errors import CharspecError
from charspec.files import is_file, read_file, why

CONFIG_FILES = ("charspec.toml", "pyproject.toml")
"""The files that may configure charspec, in a spec's folder or above it."""

KEY = "config-dirs"
_MAX_BYTES = 1 << 20


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
    """What a file says; most say nothing, and are not parsed."""
    try:
        raw = read_file(file, _MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        if not is_file(file):  # a folder or a pipe of that name configures nothing
            return None
        raise CharspecError(f"cannot be read as TOML: {why(error)}", str(file)) from None
    if KEY.encode() not in raw:
        return None
    import tomllib  # here: few projects have the key, and every lint asks

    try:
        document = tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise CharspecError(f"cannot be read as TOML: {error}", str(file)) from None
    tools = document.get("tool")
    ours = tools.get("charspec") if isinstance(tools, dict) else None
    for table in (document if file.name == CONFIG_FILES[0] else None, ours):
        if isinstance(table, dict) and KEY in table:
            dirs = table[KEY]
            if not isinstance(dirs, list) or not all(isinstance(one, str) and one for one in dirs):
                raise CharspecError(f"{KEY} must be a list of folders, such as ['conf']", str(file))
            return dirs
    return None

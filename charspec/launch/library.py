"""The libraries that launchers are made with, asked for before anything is started."""

from __future__ import annotations

from importlib.util import find_spec

from charspec.errors import CharspecError


def require(library: str, launcher: str) -> None:
    """Raise CharspecError if the library of a launcher is not installed; imports nothing."""
    if find_spec(library) is None:
        raise CharspecError(
            f"launcher={launcher} needs {library}, which is not installed",
            hint="Install it: pip install 'charspec[sweep]'",
        )

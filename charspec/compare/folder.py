"""Where the parts of a run's folder lie, and the refusals of what is no run."""

from __future__ import annotations

from pathlib import Path

from charspec.errors import CharspecError
from charspec.plan import Lock, read_lock

LOCK = "character.lock.json"


def open_run(run: Path) -> Lock:
    """The lock of a run. Raises CharspecError where the folder is not there or is not a run's (exit code 2),
    or where its lock is broken (1)."""
    if not run.is_dir():
        raise CharspecError("there is no such folder", str(run), "Give the folder of a run, below runs/.")
    if not (run / LOCK).is_file():
        hint = "Give the folder that `charspec train` names, below runs/ beside the spec."
        raise CharspecError(f"is not the folder of a run: it has no {LOCK}", str(run), hint)
    if (run / LOCK).with_suffix("").with_suffix(".yaml").is_file():
        hint = "Its runs lie below runs/: give one of those."
        raise CharspecError("is the folder of a spec and its lock, not of a run", str(run), hint)
    return read_lock(run / LOCK)


def spec_folder(run: Path) -> Path:
    """Where the pictures' paths start: a run lies at runs/NAME/HASH beside its spec."""
    return run.resolve().parent.parent.parent


def inside(folder: Path, file: str) -> Path | None:
    """The file below `folder`; None if it is not there, or if its path leads out."""
    path = folder / file
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None

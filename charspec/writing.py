"""Files that are whole or not there: written beside their place, flushed to the disk, renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import shutil
from pathlib import Path

from charspec.errors import CharspecError


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path`, or leave what was there. A full disk is said in words, with the bytes it
    lacks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Machines that share a cache have processes of the same number.
    sibling = path.with_name(f".{path.name}.{platform.node()}-{os.getpid()}.partial")
    try:
        with sibling.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        sibling.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        sibling.unlink(missing_ok=True)  # its half counts as free: it is what is asked for
        free = shutil.disk_usage(path.parent).free
        raise CharspecError(
            f"the disk is full: {_megabytes(len(data))} are needed, {_megabytes(free)} are free",
            where=str(path),
            hint="Free some space and run the same command again: what is whole is kept.",
            exit_code=1,
        ) from error
    finally:
        with contextlib.suppress(OSError):
            sibling.unlink()


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written below `folder`. Only for a folder that nobody else
    writes to now."""
    for file in folder.rglob(".*.partial"):
        file.unlink()


def nearest_folder(path: Path) -> Path:
    """The path, or the nearest folder above it that is there."""
    while not path.is_dir() and path != path.parent:
        path = path.parent
    return path


def _flush_folder(folder: Path) -> None:
    # Without this a rename may be lost with the power, and the older file be back. Windows has no such call.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"

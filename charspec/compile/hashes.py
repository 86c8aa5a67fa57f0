"""The sha256 of a set's pictures, remembered between compiles: 200 pictures are 300 MB to read.

What is remembered counts only while size, times, inode and mode of the file are what they were, and only if
the file had settled when it was read: a change within the same tick of the clock is never missed. The memory
lies in charspec's cache, a file for each set; without it, or where it cannot be written, everything is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

from charspec.cache import cache_dir
from charspec.dataset import Item

_GRAIN = 2_000_000_000
"""The coarsest times of a file system (FAT), in nanoseconds: two changes within this may look like one."""


class PictureHashes:
    """The sha256 of the pictures of one set, those read now and those remembered."""

    def __init__(self, folder: Path) -> None:
        self._memory = _place(folder)
        self._known = _read(self._memory)
        self._kept: dict[str, list[object]] = {}
        self._now = time.time_ns()

    def of(self, item: Item) -> str:
        """The sha256 of a picture's bytes; OSError if it cannot be read."""
        state = _state(item.path)
        row = self._known.get(item.file)
        if isinstance(row, list) and row[:-1] == state:
            self._kept[item.file] = row
            return str(row[-1])
        digest = item.sha256
        if max(state[1], state[2]) < self._now - _GRAIN and state == _state(item.path):
            self._kept[item.file] = [*state, digest]
        return digest

    def keep(self) -> None:
        """Remember what was read, and forget pictures that are no longer in the set."""
        if self._kept != self._known:
            _write(self._memory, self._kept)


def _state(path: Path) -> list[int]:
    state = path.stat()
    return [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_mode]


def _place(folder: Path) -> Path:
    name = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:32]
    return cache_dir() / "pictures" / f"{name}.json"


def _read(memory: Path) -> Mapping[str, object]:
    try:
        found = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(memory: Path, kept: Mapping[str, object]) -> None:
    beside = memory.with_name(f".{memory.name}.{os.getpid()}.partial")
    with contextlib.suppress(OSError):
        memory.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(kept), "utf-8")
        beside.replace(memory)

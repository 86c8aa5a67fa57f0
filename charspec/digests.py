"""sha256 of files. Those of large ones are remembered by path, size and times, so that 20 GB of weights are
read once and not at every compile."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from charspec.cache import cache_dir

REMEMBERED = 64 * 2**20
"""From this size on, in bytes; smaller files are read in less time than a memory of them is worth."""

FILE = "digests.json"


def file_sha256(file: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal; OSError if it cannot be read."""
    state = file.stat()
    if state.st_size < REMEMBERED:
        return _digest(file)
    key = str(file.resolve())
    stamp = [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
    known = _read().get(key)
    if isinstance(known, list) and known[:-1] == stamp:
        return str(known[-1])
    digest = _digest(file)
    _keep(key, [*stamp, digest])
    return digest


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read() -> dict[str, object]:
    try:
        found = json.loads((cache_dir() / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(key: str, value: list[object]) -> None:
    """Remember one more. A folder that cannot be written costs the reading again, nothing else."""
    place = cache_dir() / FILE
    beside = place.with_name(f".{FILE}.{os.getpid()}.partial")
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({**_read(), key: value}), "utf-8")
        beside.replace(place)

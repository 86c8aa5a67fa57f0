"""Where charspec keeps what it can make again: encoded captions and pictures, addressed by their content."""

from __future__ import annotations

import os
from pathlib import Path


def cache_dir() -> Path:
    """`CHARSPEC_CACHE` if set, else the user's cache folder of this system. Not created here."""
    if given := os.environ.get("CHARSPEC_CACHE"):
        return Path(given)
    import platformdirs  # 3 ms of a run that should take 60

    return Path(platformdirs.user_cache_dir("charspec"))


def prune(folder: Path, most_bytes: int) -> None:
    """Drop the files of a folder that were written longest ago, if all together take more; the last stays."""
    with os.scandir(folder) as entries:
        found = sorted((one.stat().st_mtime, one.stat().st_size, one.path) for one in entries)
    size = sum(one[1] for one in found)
    for _, freed, path in found[:-1]:
        if size <= most_bytes:
            return
        Path(path).unlink(missing_ok=True)
        size -= freed

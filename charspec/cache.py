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

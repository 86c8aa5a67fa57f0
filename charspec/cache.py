"""Where charspec keeps what it can make again: encoded captions and pictures, addressed by their content."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """`CHARSPEC_CACHE` if set, else the user's cache folder of this system. Not created here."""
    given = os.environ.get("CHARSPEC_CACHE")
    return Path(given) if given else Path(platformdirs.user_cache_dir("charspec"))

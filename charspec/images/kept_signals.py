"""Signals kept between runs: a picture whose bytes are known is not decoded again.

One JSON file for the pictures of a folder, below `CHARSPEC_CACHE` or the user's cache folder, never beside
the pictures. A picture is known by its size and times of change, or else by its SHA-256. What cannot be read
back is measured again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pathlib
import time
from typing import Any, TypeAlias

from charspec.cache import cache_dir, prune
from charspec.images.decode import Crop
from charspec.images.signals import VERSION, Signals, from_json, to_json

_GRAIN = 2_000_000_000
"""The coarsest times of a file system (FAT), in nanoseconds: a later change within this looks like none."""

_MOST_STRANGERS = 2_000
_MOST_BYTES = 512 << 20

_Entry: TypeAlias = dict[str, Any]


class KeptSignals:
    """The signals that are kept of the pictures of one folder."""

    def __init__(self, folder: pathlib.Path) -> None:
        name = os.path.realpath(folder).encode("utf-8", "surrogateescape")
        self._file = cache_dir() / "signals" / f"{hashlib.blake2b(name, digest_size=20).hexdigest()}.json"
        self._known = _read(self._file)
        self._by_content = {_content(entry["sha256"], entry["crop"]): entry for entry in self._known.values()}
        self._used: dict[str, _Entry] = {}
        self._changed = False

    def find(self, file: str, state: os.stat_result, crop: Crop | None) -> Signals | None:
        """The signals of a picture that has not been touched since; its bytes are not read."""
        entry = self._known.get(_name(file, crop))
        if entry is None or [entry["size"], entry["time"]] != [state.st_size, _times(state)]:
            return None
        return self._use(file, crop, entry)

    def find_by_content(
        self, file: str, state: os.stat_result, crop: Crop | None, sha256: str
    ) -> Signals | None:
        """The signals of a picture with these bytes, wherever it lay."""
        entry = self._by_content.get(_content(sha256, crop))
        if entry is None:
            return None
        self._changed = True
        return self._use(file, crop, {**entry, **_state(state)})

    def keep(
        self, file: str, state: os.stat_result, crop: Crop | None, sha256: str, signals: Signals
    ) -> None:
        """Remember what a picture gave; `save` writes it."""
        self._changed = True
        self._used[_name(file, crop)] = {
            "sha256": sha256,
            "crop": list(crop) if crop else None,
            **_state(state),
            "signals": to_json(signals),
        }

    def save(self) -> None:
        """Write what is new, in one step; where nothing can be written, nothing is kept."""
        if not self._changed:
            return
        # Other specs may have pictures in the same folder.
        others = [(name, entry) for name, entry in self._known.items() if name not in self._used]
        pictures = {**dict(others[-_MOST_STRANGERS:]), **self._used}
        body = json.dumps({"edition": _edition(), "pictures": pictures}, separators=(",", ":"))
        part = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(body, "utf-8")
            part.replace(self._file)
            prune(self._file.parent, _MOST_BYTES)
        except (OSError, UnicodeError):
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def _use(self, file: str, crop: Crop | None, entry: _Entry) -> Signals | None:
        try:
            signals = from_json(entry["signals"])
        except (KeyError, TypeError, ValueError):
            return None
        self._used[_name(file, crop)] = entry
        return signals


def _name(file: str, crop: Crop | None) -> str:
    return f"{file} {list(crop)}" if crop else file


def _content(sha256: str, crop: Crop | list[int] | None) -> str:
    return f"{sha256} {list(crop) if crop else None}"


def _state(state: os.stat_result) -> _Entry:
    """Size and times of change; no times if the picture may still change without their changing."""
    settled = time.time_ns() - max(_times(state)) > _GRAIN
    return {"size": state.st_size, "time": _times(state) if settled else None}


def _times(state: os.stat_result) -> list[int]:
    """When the bytes changed, which whoever writes them can set, and when anything did, which nobody can."""
    return [state.st_mtime_ns, state.st_ctime_ns]


def _edition() -> str:
    """What signals rest on besides the picture: how they are measured, and who decodes."""
    import PIL

    return f"{VERSION} {PIL.__version__}"


def _read(file: pathlib.Path) -> dict[str, _Entry]:
    try:
        data = json.loads(file.read_bytes())
        if data["edition"] != _edition():
            return {}
        entries: dict[str, _Entry] = data["pictures"]
        wanted = ("sha256", "crop", "size", "time", "signals")
        return {name: entry for name, entry in entries.items() if all(key in entry for key in wanted)}
    except (OSError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return {}

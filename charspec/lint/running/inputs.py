"""What lies in the folders of a set, recorded so that a later run can tell whether anything has changed.

A folder is recorded whole: what is beside the pictures (sidecars, metadata, files that nobody lists) counts
as much as the pictures. Texts are compared by their bytes; pictures by what the file system says of them
(size, times, inode), and by their bytes if that has changed, as after a fresh checkout.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from charspec.files import open_file

_TEXTS = (".caption", ".csv", ".json", ".jsonl", ".md", ".toml", ".txt", ".yaml", ".yml")
_MAX_TEXT = 16 << 20
_MAX_HASHED = 1 << 28
"""A file is hashed at about 1 GB a second; what is larger is no picture, and looked at anew each time."""

_MAX_ENTRIES = 100_000
_GRAIN = 2_000_000_000
"""The coarsest times of a file system (FAT), in nanoseconds: two changes within this may look like one."""


class Entry(NamedTuple):
    """One name in a folder: what it leads to, and for a file its state and, where known, its digest."""

    name: str
    kind: str
    target: str | None = None
    size: int = 0
    state: tuple[int, ...] | None = None
    digest: str | None = None


Folder: TypeAlias = tuple[str, tuple[Entry, ...]]
"""Where a folder really lies, and what is in it."""

Inputs: TypeAlias = dict[str, Folder]
"""The folders of a set by their names, relative to the spec's folder."""


def now() -> int:
    """The time that the file system gives to a file which is written now, in nanoseconds."""
    coarse = getattr(time, "CLOCK_REALTIME_COARSE", None)
    return time.clock_gettime_ns(coarse) if coarse is not None else time.time_ns()


def record(
    folder: str, names: Iterable[str], since: int, digests: Mapping[str, str] | None = None
) -> Inputs | None:
    """What lies in the folders `names` below `folder`; None if it cannot be vouched for.

    That is so for what has changed at or after `since` (the time before anything was read: the findings may
    rest on the old bytes) and for folders too large to be compared quickly. `digests` are SHA-256 sums that
    are known already, by file relative to `folder`.
    """
    found: Inputs = {}
    count = 0
    for name in names:
        entries: list[Entry] = []
        for entry in _listing(f"{folder}/{name}"):
            count += 1
            if count > _MAX_ENTRIES or (entry.state and max(entry.state[:2]) >= since):
                return None
            entries.append(_with_digest(entry, folder, name, since, digests or {}))
        found[name] = (os.path.realpath(f"{folder}/{name}"), tuple(entries))
    return found


def compare(inputs: Inputs, folder: str, since: int) -> Inputs | None:
    """The inputs with the states of today if the folders hold what they held when recorded, else None.

    The same object if there is nothing new to record; `since` is the time before the comparison.
    """
    found: Inputs = {}
    for name, (real, entries) in inputs.items():
        if os.path.realpath(f"{folder}/{name}") != real:
            return None
        today = _compare(entries, f"{folder}/{name}", since)
        if today is None:
            return None
        found[name] = (real, today)
    return inputs if found == inputs else found


def _compare(recorded: tuple[Entry, ...], folder: str, since: int) -> tuple[Entry, ...] | None:
    found = _listing(folder)
    if len(found) != len(recorded):
        return None
    for index, (was, entry) in enumerate(zip(recorded, found, strict=True)):
        if was[:4] != entry[:4]:
            return None
        if entry.kind != "file" or (was.state == entry.state and not _is_text(entry)):
            continue
        if was.digest is None or was.digest != digest_of(f"{folder}/{entry.name}"):
            return None
        found[index] = _settled(entry, since)._replace(digest=was.digest)
    return tuple(found)


def _listing(folder: str) -> list[Entry]:
    """What is in a folder, by name; nothing if there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted(map(_entry, entries))
    except (OSError, ValueError):
        return []


def _entry(found: "os.DirEntry[str]") -> Entry:
    target = os.path.realpath(found.path) if found.is_symlink() else None
    try:
        state = found.stat()
    except OSError:
        return Entry(found.name, "broken", target)
    if stat.S_ISDIR(state.st_mode):
        return Entry(found.name, "folder", target)
    if not stat.S_ISREG(state.st_mode):
        return Entry(found.name, "special", target)
    times = (state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_mode)
    return Entry(found.name, "file", target, state.st_size, times)


def _with_digest(entry: Entry, folder: str, name: str, since: int, digests: Mapping[str, str]) -> Entry:
    if entry.state is None:
        return entry
    file = entry.name if name == "." else f"{name}/{entry.name}"
    settled = _settled(entry, since)
    digest = digests.get(file)
    if digest is None and (settled.state is None or _is_text(entry)):
        digest = digest_of(f"{folder}/{file}")
    return settled._replace(digest=digest)


def _settled(entry: Entry, since: int) -> Entry:
    """The entry without its state if that is too young to be told from the state after another change."""
    young = entry.state is not None and max(entry.state[:2]) > since - _GRAIN
    return entry._replace(state=None) if young else entry


def _is_text(entry: Entry) -> bool:
    return entry.size <= _MAX_TEXT and entry.name.lower().endswith(_TEXTS)


def digest_of(path: str) -> str | None:
    """The SHA-256 of a file's bytes; None if it cannot be read, or not quickly."""
    try:
        with open_file(path) as stream:
            if os.fstat(stream.fileno()).st_size > _MAX_HASHED:
                return None
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return None

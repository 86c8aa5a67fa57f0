"""Who trains a run: one process at a time, also where several machines share the file system.

Two guards. The system's own file lock, which ends with the process however it ends; and `state/owner.json`,
which says who it is and is touched while that process lives: file systems of clusters may not lock between
machines, or not at all. An owner on another machine who has been silent for two minutes is gone.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import platform
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from charspec.errors import CharspecError
from charspec.writing import write_atomically

TAKEN = 75
"""Exit code of a training that another process does already (EX_TEMPFAIL: try again later)."""

BEAT = 15.0
"""Seconds between two signs of life."""

SILENCE = 120.0
"""Seconds without one after which an owner elsewhere is gone. An NFS client may see a sign a minute late."""

_BUSY = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)


class TakenError(CharspecError):
    """Another process trains this run now. Exit code 75."""


class Owner(NamedTuple):
    """A process on a machine."""

    host: str
    process: int

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}"


@contextmanager
def exclusive(run: Path) -> Iterator[None]:
    """Hold the run's folder; raises TakenError if somebody does already."""
    place, record = run / "state" / "lock", run / "state" / "owner.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a+b") as stream:
        ours = Owner(platform.node(), os.getpid())
        locks = _seize(stream.fileno(), run, record)
        other = _owner(record)
        if other is not None and _lives(other, ours, place, record, locks):
            raise _taken(run, other)
        write_atomically(record, json.dumps(ours._asdict()).encode())
        ended = threading.Event()
        threading.Thread(target=_beat, args=(record, ended), daemon=True).start()
        try:
            yield
        finally:
            ended.set()
            if _owner(record) == ours:
                with contextlib.suppress(OSError):
                    record.unlink()


def _taken(run: Path, owner: Owner | None) -> TakenError:
    who = "another process" if owner is None else str(owner)
    hint = "Wait for it or stop it, then run the same command again."
    if owner is not None and owner.host != platform.node():
        hint += f" If that machine is gone, so is its claim, {SILENCE:g} seconds after its last sign of life."
    return TakenError(f"this run is being trained by {who}", str(run), hint, TAKEN)


def _seize(handle: int, run: Path, record: Path) -> bool:
    """Lock the file until it is closed; False if this file system has no locks."""
    try:
        _lock(handle)
    except OSError as error:
        if error.errno in _BUSY:
            raise _taken(run, _owner(record)) from error
        return False
    return True


def _owner(record: Path) -> Owner | None:
    try:
        found = json.loads(record.read_bytes())
        return Owner(str(found["host"]), int(found["process"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _lives(owner: Owner, ours: Owner, place: Path, record: Path, locks: bool) -> bool:
    """Whether an owner that is on record still trains; `locks`: the file's lock was free."""
    if owner.host == ours.host:
        return not locks and owner != ours and _runs(owner.process)
    try:
        os.utime(place)  # both times are those of the file server's clock
        return place.stat().st_mtime - record.stat().st_mtime < SILENCE
    except OSError:
        return False


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _beat(record: Path, ended: threading.Event) -> None:
    while not ended.wait(BEAT):
        with contextlib.suppress(OSError):
            os.utime(record)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

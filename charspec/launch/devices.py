"""The GPUs of this machine, handed out: jobs queue for them rather than fill one memory together.

A GPU is held by a lock on a file in the user's cache folder, so that two sweeps of one user on one machine
queue for it as well. The job's process keeps that file open: if its launcher is killed, the GPU is free when
the job has ended, not before.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from charspec.cache import cache_dir
from charspec.errors import CharspecError

VISIBLE = "CUDA_VISIBLE_DEVICES"
_WAIT_SECONDS = 0.5


@dataclass(frozen=True)
class Device:
    """A GPU: what CUDA_VISIBLE_DEVICES calls it, and its name among all processes of this machine."""

    word: str
    identity: str


@dataclass(frozen=True)
class Share:
    """What one job gets: variables of its environment, and the open locks of its GPUs."""

    variables: Mapping[str, str]
    handles: tuple[int, ...]


class DevicePool:
    """Some GPUs, of which each job gets `count`; with `count` 0 it gets what it finds by itself."""

    def __init__(self, devices: Sequence[Device], count: int, folder: Path) -> None:
        self._devices = devices
        self._count = count
        self._folder = folder

    @contextmanager
    def taken(self, stopping: threading.Event) -> Iterator[Share]:
        """Wait for as many GPUs as a job gets and hold them; wait no more once `stopping` is set."""
        if not self._count:
            yield Share({}, ())
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        while True:
            with ExitStack() as held:
                free = self._seize(held)
                if len(free) == self._count or stopping.is_set():
                    words = ",".join(device.word for device, _ in free)
                    yield Share({VISIBLE: words}, tuple(handle for _, handle in free))
                    return
            stopping.wait(_WAIT_SECONDS)

    def _seize(self, held: ExitStack) -> list[tuple[Device, int]]:
        """Up to `count` free GPUs, always tried in the same order: two jobs cannot each hold what the other
        waits for, since one that gets too few lets go."""
        free: list[tuple[Device, int]] = []
        for device in self._devices:
            if len(free) == self._count:
                break
            stream = held.enter_context((self._folder / f"{device.identity}.lock").open("ab"))
            if _lock(stream.fileno()):
                free.append((device, stream.fileno()))
        return free


def device_pool(count: int | None) -> DevicePool:
    """The GPUs that this process may use, `count` for each job; None: one, if there is any.

    Raises CharspecError if there are fewer than `count`.
    """
    devices = () if count == 0 else visible_devices(os.environ)
    if count is not None and count > len(devices):
        have = "no GPU is" if not devices else f"{len(devices)} {'is' if len(devices) == 1 else 'are'}"
        raise CharspecError(
            f"a run shall get {count} GPU{'s' if count > 1 else ''}, and {have} visible here",
            "launcher.gpus",
            "Say launcher.gpus=0 to let runs share what there is, or look at CUDA_VISIBLE_DEVICES.",
        )
    each = min(1, len(devices)) if count is None else count
    machine = re.sub(r"[^\w.-]", "_", platform.node()) or "machine"  # the cache may lie on a shared disk
    return DevicePool(devices, each, cache_dir() / "devices" / machine)


def visible_devices(environment: Mapping[str, str]) -> tuple[Device, ...]:
    """What CUDA_VISIBLE_DEVICES names, else all GPUs of NVIDIA's driver, by UUID: those mean the same in
    every process, whatever order it numbers them in."""
    uuids = _driver_uuids()
    given = environment.get(VISIBLE)
    if given is None:
        return tuple(Device(uuid, uuid) for uuid in uuids)
    words: list[str] = []
    for word in (part.strip() for part in given.split(",")):
        if not word or word.startswith("-"):  # CUDA stops reading there too
            break
        words.append(word)
    return tuple(Device(word, _identity(word, uuids)) for word in dict.fromkeys(words))


def _identity(word: str, uuids: Sequence[str]) -> str:
    if word.isdecimal():
        return uuids[int(word)] if int(word) < len(uuids) else f"gpu-{int(word)}"
    # CUDA lets a UUID be shortened to its first letters.
    full = next((uuid for uuid in uuids if uuid.startswith(word)), word)
    return re.sub(r"[^\w.-]", "_", full)


def _driver_uuids() -> list[str]:
    command = ["nvidia-smi", "--query-gpu=uuid", "--format=csv,noheader"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

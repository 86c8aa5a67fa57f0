"""A job's command as a process: started, waited for, stopped, and its end put into words."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from charspec.launch import tether
from charspec.launch.jobs import Ended, Job

_TAIL = 4096
_PIECE_SECONDS = 0.5


class Process:
    """A running command. The signals of the terminal do not reach it: its launcher decides when it stops.

    `variables` are added to its environment; the open files `keep` stay open in it, so that a lock lasts as
    long as it runs. Raises OSError if it cannot be started.
    """

    def __init__(self, job: Job, variables: Mapping[str, str], keep: Sequence[int] = ()) -> None:
        job.log.parent.mkdir(parents=True, exist_ok=True)
        self._job = job
        self._ended: Ended | None = None
        self._reaping = threading.RLock()  # a signal's handler may ask within a call that holds it
        self._began = time.monotonic()
        with job.log.open("ab") as log:
            self._log_start = log.tell()
            self._popen = subprocess.Popen(
                _tethered(job.command),
                cwd=job.folder,
                env={**os.environ, **variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=keep,
                start_new_session=True,
            )

    def wait(self) -> Ended:
        """Wait for its end; several may. Whatever the command itself had started ends with it."""
        if sys.platform != "win32":
            _watch(self._popen.pid)
        with self._reaping:
            if self._ended is None:
                self._kill_group()
                code = self._popen.wait()
                seconds = time.monotonic() - self._began
                note = _note(code, self._job.log, self._log_start)
                self._ended = Ended(128 - code if code < 0 else code, seconds, note)
            return self._ended

    def ask_to_stop(self) -> None:
        """SIGTERM to the command alone: it saves, and stops what it has started itself."""
        with self._reaping:
            if self._ended is None:
                os.kill(self._popen.pid, signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to the command and all that it has started."""
        with self._reaping:
            if self._ended is None:
                self._kill_group()

    def _kill_group(self) -> None:
        """SIGKILL to the process group. The command is not reaped yet, so its number is no other's."""
        if sys.platform == "win32":
            self._popen.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: all of it has ended
                os.killpg(self._popen.pid, signal.SIGKILL)


def not_started(error: OSError) -> Ended:
    """The end of a command that the system refused to start."""
    where = f"{error.filename}: " if error.filename else ""
    return Ended(None, 0.0, f"could not be started: {where}{error.strerror}")


def _watch(pid: int) -> None:
    """Return when a child has ended, without reaping it, or was reaped by another.

    In short pieces: Python would handle a signal that comes right before a long system call only after it.
    """
    with contextlib.ExitStack() as opened:
        handle = None
        if sys.platform == "linux":
            with contextlib.suppress(OSError):  # forbidden in some containers, or reaped
                handle = os.pidfd_open(pid)
                opened.callback(os.close, handle)
        with contextlib.suppress(ChildProcessError):
            while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
                if handle is None:
                    time.sleep(_PIECE_SECONDS / 5)
                else:
                    select.select([handle], [], [], _PIECE_SECONDS)


def _tethered(command: Sequence[str]) -> list[str]:
    if sys.platform == "win32":
        return list(command)
    return [sys.executable, "-I", "-S", tether.__file__, str(os.getpid()), *command]


def _note(code: int, log: Path, start: int) -> str:
    if code == 0:
        return ""
    if code == -signal.SIGTERM or code == 128 + signal.SIGTERM:
        return "terminated; the same command again goes on from what was saved"
    if code < 0:
        return f"killed by signal {-code}{_CAUSES.get(-code, '')}"
    line = _last_words(log, start)
    return f"exit code {code}: {line}" if line else f"exit code {code}, and nothing in its log"


_CAUSES: dict[int, str] = {
    signal.SIGKILL: " (out of memory?)",
    signal.SIGSEGV: " (a crash: segmentation fault)",
}


def _last_words(log: Path, start: int) -> str:
    """The last error line of charspec in the log since `start`, else its last line."""
    try:
        with log.open("rb") as stream:
            end = stream.seek(0, os.SEEK_END)
            stream.seek(max(start, end - _TAIL))
            text = stream.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    lines = [line.strip() for line in text.replace("\r", "\n").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("charspec: ")]
    return (errors or lines or [""])[-1]

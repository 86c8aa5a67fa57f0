"""Stopping what runs: the signals that ask for it, and the processes that are told."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from charspec.launch.jobs import Ended, Job
from charspec.launch.process import Process, not_started

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)  # Windows has no SIGHUP


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as Ctrl-C does, with exit code 143 and 129. In a thread other than
    the main one nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _leave) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


class Running:
    """The processes that run now, and whether new ones may start; several threads may use it at once."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._processes: set[Process] = set()
        self._change = threading.Condition()

    def run(self, job: Job, variables: Mapping[str, str], keep: Sequence[int] = ()) -> Ended:
        """Start the job's command and wait for its end; after `stop` nothing is started."""
        try:
            with self._change:
                if self.stopping.is_set():
                    return Ended(None, 0.0, "not started: the sweep was stopped")
                process = Process(job, variables, keep)
                self._processes.add(process)
        except OSError as error:
            return not_started(error)
        ended = process.wait()
        with self._change:
            self._processes.discard(process)
            self._change.notify_all()
        return ended

    def stop(self, grace_seconds: float) -> None:
        """SIGTERM to all, then up to `grace_seconds` to save, then SIGKILL; a second Ctrl-C kills at once.

        Returns when every process has ended. A process whose `run` was left by an exception (Ctrl-C in the
        main thread) is waited for here.
        """
        with self._change:
            self.stopping.set()
            processes = set(self._processes)
        for process in processes:
            process.ask_to_stop()
        timer = threading.Timer(grace_seconds, _kill, [processes])
        timer.daemon = True
        timer.start()
        try:
            for process in processes:
                process.wait()
        except BaseException:
            _kill(processes)
            raise
        finally:
            timer.cancel()


def _kill(processes: set[Process]) -> None:
    for process in processes:
        process.kill()

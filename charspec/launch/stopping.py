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
    received: list[int] = []

    def leave(number: int, frame: FrameType | None) -> None:
        received.append(number)
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in SIGNALS}
    try:
        yield
    except SystemExit:
        if received:  # a library that it passed through may have changed the code
            raise SystemExit(128 + received[0]) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Running:
    """The processes that run now, and whether new ones may start; several threads may use it at once."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._processes: set[Process] = set()
        self._lock = threading.RLock()

    def run(self, job: Job, variables: Mapping[str, str], keep: Sequence[int] = ()) -> Ended:
        """Start the job's command and wait for its end; after `ask` nothing is started."""
        try:
            with self._lock:
                if self.stopping.is_set():
                    return Ended(None, 0.0, "not started: the sweep was stopped")
                process = Process(job, variables, keep)
                self._processes.add(process)
                if self.stopping.is_set():  # a signal's handler asked in between
                    process.ask_to_stop()
        except OSError as error:
            return not_started(error)
        ended = process.wait()
        with self._lock:
            self._processes.discard(process)
        return ended

    def ask(self, grace_seconds: float) -> set[Process]:
        """SIGTERM to all, and SIGKILL after `grace_seconds` to save; does not wait. A second call changes
        nothing: most programs take a second signal for impatience."""
        with self._lock:
            if self.stopping.is_set():
                return set(self._processes)
            self.stopping.set()
            processes = set(self._processes)
        for process in processes:
            process.ask_to_stop()
        if processes:
            killer = threading.Timer(grace_seconds, _kill, [processes])
            killer.daemon = True
            killer.start()
        return processes

    def stop(self, grace_seconds: float) -> list[Ended]:
        """As `ask`, and wait for every end, also of a process whose `run` an exception left (Ctrl-C in the
        main thread). A second Ctrl-C kills at once."""
        processes = self.ask(grace_seconds)
        try:
            return [process.wait() for process in processes]
        except BaseException:
            _kill(processes)
            raise


def _kill(processes: set[Process]) -> None:
    for process in processes:
        process.kill()

"""Ctrl-C, SIGTERM and a terminal that is closed: between two steps the trainer saves its state first;
elsewhere, where all is saved, it stops at once."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from charspec.errors import CharspecError

SAME_SIGNAL_SECONDS = 1.0
WORDS = {
    getattr(signal, name): word
    for name, word in (("SIGINT", "interrupted"), ("SIGTERM", "terminated"), ("SIGHUP", "hung up"))
    if hasattr(signal, name)
}  # Windows has no SIGHUP


class StoppedError(CharspecError):
    """The user or the system asked the run to stop. Exit code 130 (Ctrl-C), 143 (SIGTERM) or 129 (SIGHUP, of
    a terminal that was closed)."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(
            f"{WORDS[signal.Signals(number)]}: {what}",
            hint="The same command again goes on from there.",
            exit_code=128 + number,
        )


class Interrupts:
    """Holds a signal back while steps are made, so that `received` can be asked after each; a second one is
    not held back, unless it comes so soon that it is the same one, passed on by a terminal and a launcher
    alike."""

    def __init__(self) -> None:
        self.received: int | None = None
        self._held = False
        self._at = 0.0

    @contextmanager
    def held(self) -> Iterator[None]:
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def handle(self, number: int, frame: FrameType | None) -> None:
        again = self.received is not None and time.monotonic() - self._at > SAME_SIGNAL_SECONDS
        at_once = not self._held or again
        if self.received is None:
            self.received, self._at = number, time.monotonic()
        if at_once:
            self.check()

    def check(self) -> None:
        """Stop if a signal came: also one whose exception somebody else's code caught on its way up."""
        if self.received is not None:
            raise StoppedError(self.received, "what was finished is saved")


@contextmanager
def catch_interrupts() -> Iterator[Interrupts]:
    """Handle these signals until the end of the block; a SIGHUP that `nohup` had ignored stays so. Threads
    other than the main one cannot, and do without."""
    interrupts = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return
    before: dict[int, Any] = {
        number: signal.signal(number, interrupts.handle) for number in WORDS if not _is_ignored(number)
    }
    try:
        yield interrupts
    except StoppedError:
        raise
    except Exception:
        # Libraries that import late turn what stops them into an error of their own.
        interrupts.check()
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_ignored(number: signal.Signals) -> bool:
    return number.name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN

"""Ctrl-C and SIGTERM: between two steps the trainer saves its state first; elsewhere, where all is saved, it
stops at once."""

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
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StoppedError(CharspecError):
    """The user or the system asked the run to stop. Exit code 130 (Ctrl-C) or 143 (SIGTERM)."""

    def __init__(self, number: int, what: str) -> None:
        word = "interrupted" if number == signal.SIGINT else "terminated"
        super().__init__(
            f"{word}: {what}", hint="The same command again goes on from there.", exit_code=128 + number
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
    """Handle both signals until the end of the block. Threads other than the main one cannot, and do
    without."""
    interrupts = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return
    before: dict[int, Any] = {number: signal.signal(number, interrupts.handle) for number in SIGNALS}
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

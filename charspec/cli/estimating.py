"""How far a work of like pieces is, on stderr: one line on a terminal, nothing elsewhere."""

from __future__ import annotations

import time
from typing import TextIO

from charspec.cli.amounts import clock


class Estimate:
    """Counts pieces; the time left follows from those that are done."""

    def __init__(self, stream: TextIO, total: int, what: str) -> None:
        self._stream = stream
        self._total = total
        self._what = what
        self._live = stream.isatty()
        self._started = time.monotonic()
        self._done = 0

    def show(self) -> None:
        """Say which piece is under way, and how long the rest will take once one is done."""
        if self._live and self._done < self._total:
            seconds = time.monotonic() - self._started
            left = f", {clock(seconds / self._done * (self._total - self._done))} left" if self._done else ""
            self._stream.write(f"\r\x1b[K{self._what} {self._done + 1} of {self._total}{left}")
            self._stream.flush()

    def step(self) -> None:
        """One piece is done. What is printed next stands on a line of its own."""
        self._done += 1
        self.wipe()

    def wipe(self) -> None:
        """Take the line away."""
        if self._live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

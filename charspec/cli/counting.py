"""How far a long lint is, on stderr, where somebody watches."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import TextIO

_PATIENCE = 1.0
"""Seconds before anything is shown: what is over by then needs no progress."""

_PAUSE = 0.1


@contextlib.contextmanager
def counting(stream: TextIO) -> Iterator[Callable[[int, int], None] | None]:
    """Gives a function to call with how many specs are done, of how many; None where nobody watches.

    The line is wiped in the end, so that the report stands alone.
    """
    if not stream.isatty():
        yield None
        return
    due = time.monotonic() + _PATIENCE
    shown = False

    def report(done: int, total: int) -> None:
        nonlocal due, shown
        if time.monotonic() >= due:
            stream.write(f"\r\x1b[K{done:,} of {total:,} specs")
            stream.flush()
            due = time.monotonic() + _PAUSE
            shown = True

    try:
        yield report
    finally:
        if shown:
            stream.write("\r\x1b[K")
            stream.flush()

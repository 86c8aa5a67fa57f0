"""A terminal's width, and what to do when it goes away while work goes on."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TextIO

USUAL_COLUMNS = 80


def columns(stream: TextIO) -> int:
    """How wide the terminal is now; 80 where it does not say."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or USUAL_COLUMNS
    except OSError:
        return USUAL_COLUMNS


def write(stream: TextIO, text: str) -> None:
    """Write at once. If the terminal is gone (a connection that broke, under `nohup` or `disown`), this and
    all that follows goes nowhere: work of hours does not end for want of somebody who looks."""
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        _leave_terminal(stream)


def replace_missing() -> None:
    """Put nowhere in the place of a stream that was closed before the program began (`>&-`): Python has None
    there, and would print what is for stderr on stdout."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 (stays open)


def _leave_terminal(stream: TextIO) -> None:
    """Let every stream that is on the terminal of `stream` lead nowhere."""
    gone = os.fstat(stream.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for other in (stream, sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # no file, as in a test
            if os.path.samestat(os.fstat(other.fileno()), gone):
                os.dup2(nowhere, other.fileno())
    os.close(nowhere)

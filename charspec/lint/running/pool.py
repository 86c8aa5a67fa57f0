"""Runs one function over many arguments in processes, giving its answers in the order of the arguments."""

import collections
import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TypeVar

from charspec.errors import CharspecError

_Argument = TypeVar("_Argument")
_Answer = TypeVar("_Answer")

_WAITING = 4
"""Arguments handed out per process: enough to keep it busy, few enough to stop at once."""


def in_processes(
    function: Callable[[_Argument], _Answer], arguments: Sequence[_Argument], jobs: int
) -> Iterator[_Answer]:
    """`map(function, arguments)` by `jobs` processes; what a call raises is raised in its turn.

    Interrupted or closed early, no process is left behind; nor if this one is killed.
    """
    # Forked processes have every rule imported already, which costs a new one half a second. Elsewhere than
    # on Linux, system libraries do not bear it.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(jobs, context, _prepare)
    running: collections.deque[Future[_Answer]] = collections.deque()
    rest = iter(arguments)
    try:
        for argument in itertools.islice(rest, _WAITING * jobs):
            running.append(executor.submit(function, argument))
        while running:
            answer = running.popleft().result()
            running.extend(executor.submit(function, argument) for argument in itertools.islice(rest, 1))
            yield answer
    except BrokenProcessPool:
        hint = "Was the memory exhausted? With `--jobs 1` everything is done in one process."
        raise CharspecError("a process ended before its work was done", hint=hint, exit_code=1) from None
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _prepare() -> None:
    """In each process: an interrupt ends it without a word, and so does the end of the process that wants
    its answers."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)

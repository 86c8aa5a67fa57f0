"""The signals of many pictures: each decoded once, several at a time, or taken from what was kept."""

from __future__ import annotations

import os
import pathlib
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias

from charspec.images.decode import Crop
from charspec.images.facts import MAX_PIXELS, ImageFacts, UnreadableImageError
from charspec.images.kept_signals import KeptSignals
from charspec.images.signals import Signals, take_signals

Outcome: TypeAlias = Signals | UnreadableImageError
"""What a picture gave: its signals, or why it cannot be decoded."""

_PIXELS_AT_ONCE = 100_000_000
"""How many pixels are decoded at the same time by all threads: they take 300 to 400 MB."""

_MOST_THREADS = 16
_MANY_PIXELS = 200_000


class Wanted(NamedTuple):
    """A picture to measure. `file` names it; `facts` and `sha256` are called only where they are needed.

    `facts` may raise UnreadableImageError; `crop` is in pixels after the EXIF rotation.
    """

    file: str
    path: pathlib.Path
    crop: Crop | None
    facts: Callable[[], ImageFacts]
    sha256: Callable[[], str]


def gather(
    wanted: Sequence[Wanted],
    folder: pathlib.Path | None,
    max_pixels: int = MAX_PIXELS,
    threads: int | None = None,
) -> dict[str, Outcome]:
    """The outcome of each picture, by file. `folder` is that of the set: its signals are kept, if given.

    Pictures are decoded by as many threads as there are cores, which Pillow lets work side by side; one of
    more than `max_pixels` is refused by its header.
    """
    kept = KeptSignals(folder) if folder else None
    found: dict[str, Outcome] = {}
    new: list[Wanted] = []
    for one in wanted:
        if kept and (signals := _untouched(kept, one)):
            found[one.file] = signals
        else:
            new.append(one)
    if new:
        task = _Task(kept, _Room(_PIXELS_AT_ONCE), max_pixels)
        count = max(1, min(threads or _cores(), sum(map(_worth_a_thread, new)), _MOST_THREADS))
        # Filters of warnings belong to all threads: set here, not in each.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found.update(zip((one.file for one in new), _each(task.measure, new, count), strict=True))
    if kept:
        kept.save()
    return {one.file: found[one.file] for one in wanted}


def _each(task: Callable[[Wanted], Outcome], wanted: Sequence[Wanted], threads: int) -> Iterator[Outcome]:
    if threads == 1:
        yield from map(task, wanted)
        return
    with ThreadPoolExecutor(threads, "charspec-pictures") as pool:
        try:
            yield from pool.map(task, wanted)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _worth_a_thread(one: Wanted) -> bool:
    """Whether decoding takes longer than measuring, which threads cannot do side by side."""
    try:
        return one.facts().pixels >= _MANY_PIXELS
    except UnreadableImageError:
        return False


def _untouched(kept: KeptSignals, one: Wanted) -> Signals | None:
    try:
        return kept.find(one.file, one.path.stat(), one.crop)
    except OSError:
        return None


class _Task(NamedTuple):
    """Measures one picture, in whatever thread."""

    kept: KeptSignals | None
    room: _Room
    max_pixels: int

    def measure(self, one: Wanted) -> Outcome:
        try:
            state = one.path.stat()
            # The header first: what is no picture, or too large for one, is not read to its end.
            facts = one.facts()
            sha256 = one.sha256() if self.kept else ""
            if self.kept and (signals := self.kept.find_by_content(one.file, state, one.crop, sha256)):
                return signals
            with self.room.taken(min(facts.pixels, self.max_pixels)):
                signals = take_signals(one.path, facts, one.file, one.crop, self.max_pixels)
        except UnreadableImageError as error:
            return error
        except OSError as error:
            return UnreadableImageError(f"cannot be read: {error.strerror or error}", one.file, exit_code=1)
        if self.kept:
            self.kept.keep(one.file, state, one.crop, sha256, signals)
        return signals


class _Room:
    """A number of pixels that threads share: who wants more than is left waits."""

    def __init__(self, pixels: int) -> None:
        self._all = self._left = pixels
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        # What is larger than the whole room gets it alone.
        pixels = min(pixels, self._all)
        with self._changed:
            self._changed.wait_for(lambda: self._left >= pixels)
            self._left -= pixels
        try:
            yield
        finally:
            with self._changed:
                self._left += pixels
                self._changed.notify_all()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

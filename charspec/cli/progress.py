"""How far a training is, on stderr: a bar on a terminal, a line per epoch elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from charspec.cli.amounts import clock, size
from charspec.cli.terminal import columns, write
from charspec.train.events import Drawing, EpochDone, Steps

BAR = 20
SHORTEST_BAR = 5


class Progress:
    """Epoch, step, loss, steps per second, the time left and the most memory so far; pictures and other
    pauses count as time."""

    def __init__(self, stream: TextIO, epochs: int, memory: Callable[[], int] | None = None) -> None:
        """`memory` says the bytes that were in use at most; nothing is said of it without, or where it is
        0."""
        self.stream = stream
        self.epochs = epochs
        self.memory = memory
        self.live = stream.isatty()
        self.started: tuple[float, int] | None = None
        self.drawn: tuple[float, int] | None = None
        self.last: Steps | None = None

    def steps(self, event: Steps) -> None:
        if self.started is None:
            self.started = time.monotonic(), event.step
        self.last = event
        if self.live:
            write(self.stream, f"\r\x1b[K{self._bar(event, columns(self.stream) - 1)}")

    def drawing(self, event: Drawing) -> None:
        """On a terminal only: elsewhere one line said that this begins."""
        self.drawn = self.drawn or (time.monotonic(), event.pictures)
        seconds, made = time.monotonic() - self.drawn[0], event.pictures - self.drawn[1]
        left = f"  {clock(seconds / made * (event.of - event.pictures))} left" if made else ""
        if self.live:
            write(self.stream, f"\r\x1b[Kdrawing others: {event.pictures} of {event.of}{left}")

    def epoch(self, event: EpochDone) -> None:
        if event.epoch.epoch == 0:
            self.line("epoch 0: the base without LoRA is drawn")
            # Among the steps of epoch 1, whose pace begins anew.
            self.started = (time.monotonic(), self.last.step) if self.last else None
        elif self.last is not None:
            self.line("  ".join(self._state(self.last)))
        else:
            self.line(f"epoch {event.epoch.epoch}/{self.epochs} is drawn again")

    def line(self, text: str) -> None:
        """A line that stays, above the bar if there is one."""
        write(self.stream, f"\r\x1b[K{text}\n" if self.live else f"{text}\n")

    def _bar(self, event: Steps, room: int) -> str:
        """The bar and what is said beside it, on one line of the terminal: a line that is too long would be
        written below itself each time. The bar gives way first, then what stands last."""
        said = self._state(event)
        while len(said) > 1 and len("  ".join(said)) > room:
            said.pop()
        text = "  ".join(said)[:room]
        length = min(BAR, room - len(text) - 1)
        if length < SHORTEST_BAR:
            return text
        done = round(length * event.step / event.steps)
        return f"{'█' * done}{'░' * (length - done)} {text}"

    def _state(self, event: Steps) -> list[str]:
        assert self.started is not None, "steps came first"
        seconds, made = time.monotonic() - self.started[0], event.step - self.started[1]
        pace = made / seconds if seconds > 0 and made else 0.0
        said = [
            f"epoch {event.epoch}/{self.epochs}",
            f"step {event.step:,}/{event.steps:,}",
            f"loss {event.loss:.4f}",
        ]
        if pace:
            said += [_pace(pace), f"{clock((event.steps - event.step) / pace)} left"]
        if held := self.memory() if self.memory else 0:
            said.append(size(held))
        return said


def _pace(pace: float) -> str:
    """Steps per second; seconds per step where they are longer.

    >>> _pace(14.46), _pace(0.4)
    ('14.5 it/s', '2.5 s/it')
    """
    return f"{pace:.1f} it/s" if pace >= 1 else f"{1 / pace:.1f} s/it"

"""How far a training is, on stderr: a bar on a terminal, a line per epoch elsewhere."""

from __future__ import annotations

import time
from typing import TextIO

from charspec.train.events import EpochDone, Steps

BAR = 20


class Progress:
    """Epoch, step, loss, steps per second and the time left; pictures and other pauses count as time."""

    def __init__(self, stream: TextIO, epochs: int) -> None:
        self.stream = stream
        self.epochs = epochs
        self.live = stream.isatty()
        self.started: tuple[float, int] | None = None
        self.last: Steps | None = None

    def steps(self, event: Steps) -> None:
        if self.started is None:
            self.started = time.monotonic(), event.step
        self.last = event
        if self.live:
            done = round(BAR * event.step / event.steps)
            bar = "█" * done + "░" * (BAR - done)
            self.stream.write(f"\r\x1b[K{bar} {self._state(event)}")
            self.stream.flush()

    def epoch(self, event: EpochDone) -> None:
        if event.epoch.epoch == 0:
            self.line("epoch 0: the base without LoRA is drawn")
        elif self.last is not None:
            self.line(self._state(self.last))
        else:
            self.line(f"epoch {event.epoch.epoch}/{self.epochs} is drawn again")

    def line(self, text: str) -> None:
        """A line that stays, above the bar if there is one."""
        self.stream.write(f"\r\x1b[K{text}\n" if self.live else f"{text}\n")
        self.stream.flush()

    def _state(self, event: Steps) -> str:
        assert self.started is not None, "steps came first"
        seconds, made = time.monotonic() - self.started[0], event.step - self.started[1]
        pace = made / seconds if seconds > 0 and made else 0.0
        left = f"  {clock((event.steps - event.step) / pace)} left" if pace else ""
        speed = f"  {pace:.1f} it/s" if pace else ""
        return (
            f"epoch {event.epoch}/{self.epochs}  step {event.step:,}/{event.steps:,}  "
            f"loss {event.loss:.4f}{speed}{left}"
        )


def clock(seconds: float) -> str:
    """`1:05`, `2:03:40`.

    >>> clock(65)
    '1:05'
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"

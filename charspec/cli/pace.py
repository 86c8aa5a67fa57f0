"""The speed of a run, kept for the estimates of later ones."""

from __future__ import annotations

import time
from pathlib import Path

from charspec import __version__
from charspec.errors import CharspecError
from charspec.estimate.calibration import Speed, remember
from charspec.estimate.time import mean_tokens
from charspec.plan import Plan
from charspec.records import read_environment
from charspec.settings.execution import HardwareExecution
from charspec.train.events import EpochDone, Event, Steps

ENOUGH = 20
"""Steps that a speed is taken from, at least: fewer say more about the start than about the course."""


class Pace:
    """Hears what a training reports; its last whole epoch gives the speed."""

    def __init__(self) -> None:
        self._first: tuple[float, Steps] | None = None
        self._last: tuple[float, Steps] | None = None
        self._step: float | None = None
        self._epoch: float | None = None

    def hear(self, event: Event) -> None:
        now = time.monotonic()
        if isinstance(event, Steps):
            if self._first is None or self._first[1].epoch != event.epoch:
                self._first = now, event
            self._last = now, event
        elif isinstance(event, EpochDone) and event.epoch.epoch == 0:
            self._first = None  # drawn among the steps of epoch 1, whose pace begins now
        elif isinstance(event, EpochDone) and self._first and self._last:
            made = self._last[1].step - self._first[1].step
            if made >= ENOUGH and self._last[1].epoch == event.epoch.epoch:
                self._step = (self._last[0] - self._first[0]) / made
                self._epoch = now - self._last[0]

    def keep(self, plan: Plan, execution: HardwareExecution, run: Path) -> None:
        """Put the speed into the calibration, if enough was heard. A file that cannot be written loses no
        training: the next one tries again."""
        if not self._step or not self._epoch:
            return
        train, samples, environment = plan.train, plan.samples, read_environment(run)
        found = Speed(
            base=train.base.name,
            device=environment.gpu or environment.cpu,
            precision=train.precision,
            quantization=train.quantization,
            gradient_checkpointing=execution.gradient_checkpointing,
            offload=execution.offload,
            compile=train.compile,
            tokens=round(mean_tokens(plan)),
            rank=train.lora.rank,
            seconds_per_step=self._step / train.passes_per_step,
            pixels=samples.width * samples.height,
            seconds_per_drawing_step=self._epoch / ((len(samples.prompts) + 1) * samples.steps),
            peak_bytes=None,
            source="run",
            charspec=__version__,
        )
        try:
            remember(found)
        except (OSError, CharspecError):
            return

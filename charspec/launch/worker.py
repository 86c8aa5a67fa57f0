"""What submitit runs on a node: the command of one job, saved and started anew at the time limit."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any

from charspec.launch.devices import VISIBLE, device_pool
from charspec.launch.jobs import Ended, Job
from charspec.launch.stopping import Running
from charspec.launch.tether import die_with


@dataclass(frozen=True)
class Surroundings:
    """What a worker does on this machine besides: wait for `gpus` of its own (None: one if there is any), of
    those that `visible` says (None: all)."""

    gpus: int | None
    visible: str | None


@dataclass
class Attempt:
    """A callable for submitit. Returns how the command ended, whatever it was.

    submitit calls `checkpoint` in the signal's handler: at SIGUSR2, which comes before the time limit or with
    a preemption. SIGTERM (scancel) lets the command save and ends the job.
    """

    job: Job
    save_seconds: float
    here: Surroundings | None
    requeued: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self._running = Running()

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_running"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._running = Running()

    def __call__(self) -> Ended:
        from submitit.core.utils import UncompletedJobError

        signal.signal(signal.SIGTERM, self._on_sigterm)
        try:
            ended = self._run()
        except UncompletedJobError:  # raised by submitit's handler, after `checkpoint`
            ended = Ended(128 + signal.SIGTERM, 0.0, "the time limit came once more, and it may not go on")
        return replace(ended, seconds=self.seconds + ended.seconds, note=self._note(ended))

    def checkpoint(self) -> Any:
        """Let the command save, and return what goes on in its place (a submitit DelayedSubmission)."""
        from submitit.core.utils import DelayedSubmission

        spent = sum(ended.seconds for ended in self._running.stop(self.save_seconds))
        return DelayedSubmission(replace(self, requeued=self.requeued + 1, seconds=self.seconds + spent))

    def _run(self) -> Ended:
        if self.here is None:  # the scheduler has chosen the GPUs
            return self._running.run(self.job, {})
        die_with(os.getppid())
        os.environ.pop(VISIBLE, None)  # submitit hides all GPUs
        if self.here.visible is not None:
            os.environ[VISIBLE] = self.here.visible
        with device_pool(self.here.gpus).taken(self._running.stopping) as share:
            return self._running.run(self.job, share.variables, share.handles)

    def _on_sigterm(self, number: int, frame: FrameType | None) -> None:
        self._running.ask(self.save_seconds)

    def _note(self, ended: Ended) -> str:
        often = {0: "", 1: "requeued once", 2: "requeued twice"}
        parts = (often.get(self.requeued, f"requeued {self.requeued} times"), ended.note)
        return "; ".join(part for part in parts if part)

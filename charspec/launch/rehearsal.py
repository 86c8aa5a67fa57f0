"""The way over SLURM rehearsed on this machine, by submitit's local executor."""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from charspec.launch.devices import VISIBLE, device_pool
from charspec.launch.jobs import Job, Outcome
from charspec.launch.library import require
from charspec.launch.settings import SubmititLocalSettings
from charspec.launch.stopping import stoppable
from charspec.launch.submitted import Submitted, open_folder
from charspec.launch.worker import Attempt, Surroundings

_LOOK_SECONDS = 0.25
_LEEWAY_SECONDS = 15.0
"""What submitit's own processes need to end after the runs have."""


class SubmititLocalLauncher:
    """`jobs` at a time, each in the worker that SLURM would start."""

    def __init__(self, settings: SubmititLocalSettings) -> None:
        require("submitit", settings.name)
        self._settings = settings

    def launch(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        if not jobs:
            return
        device_pool(self._settings.gpus)  # says now what a worker would find out
        queue = deque(jobs)
        submitted = open_folder(jobs)
        executor = self._executor(submitted)
        with stoppable():
            try:
                while queue or submitted.waiting:
                    while queue and len(submitted.waiting) < self._settings.jobs:
                        job = queue.popleft()
                        submitted.add(job, _submit(executor, self._attempt(job)))
                    yield from self._ended(submitted)
                    if submitted.waiting:
                        time.sleep(_LOOK_SECONDS)
            finally:
                self._stop(submitted)
                submitted.close()

    def _executor(self, submitted: Submitted) -> Any:
        from submitit import LocalExecutor

        settings = self._settings
        executor = LocalExecutor(submitted.folder, max_num_timeout=settings.requeues)
        executor.update_parameters(timeout_min=settings.minutes, signal_delay_s=settings.signal_seconds)
        return executor

    def _attempt(self, job: Job) -> Attempt:
        here = Surroundings(self._settings.gpus, os.environ.get(VISIBLE))
        return Attempt(job, min(self._settings.grace_seconds, 0.8 * self._settings.signal_seconds), here)

    def _ended(self, submitted: Submitted) -> list[Outcome]:
        gone = [key for key, (_, sent) in submitted.waiting.items() if sent.done()]
        found = submitted.ended()  # after the look at the processes: their results are whole by now
        missing = [key for key in gone if key in submitted.waiting]
        return found + [submitted.lose(key, "its worker ended without a result") for key in missing]

    def _stop(self, submitted: Submitted) -> None:
        """SIGTERM to submitit's processes, which their workers pass on; SIGKILL to those that stay."""
        sent = [submission for _, submission in submitted.waiting.values()]
        deadline = time.monotonic() + self._settings.grace_seconds + _LEEWAY_SECONDS
        for number in (signal.SIGTERM, signal.SIGKILL):
            for submission in sent:
                if not submission.done():
                    os.kill(int(submission.job_id), number)
            while any(not submission.done() for submission in sent) and time.monotonic() < deadline:
                time.sleep(_LOOK_SECONDS)


def _submit(executor: Any, attempt: Attempt) -> Any:
    """Submit with Ctrl-C and hang-up blocked, which the processes inherit: the terminal's signals are for the
    launcher, which then tells them."""
    blocked = {signal.SIGINT, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
    try:
        return executor.submit(attempt)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

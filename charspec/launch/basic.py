"""One run after the other, on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from charspec.launch.devices import device_pool
from charspec.launch.jobs import Job, Outcome, outcome
from charspec.launch.settings import BasicSettings
from charspec.launch.stopping import Running, stoppable


class BasicLauncher:
    """One job at a time, each with its GPUs."""

    def __init__(self, settings: BasicSettings) -> None:
        self._settings = settings

    def launch(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        pool = device_pool(self._settings.gpus)
        running = Running()
        with stoppable():
            try:
                for job in jobs:
                    with pool.taken(running.stopping) as share:
                        yield outcome(job, running.run(job, share.variables, share.handles))
            finally:
                running.stop(self._settings.grace_seconds)

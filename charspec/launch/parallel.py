"""Several runs at a time on this machine, by joblib.

joblib's threads wait while the runs work in processes of their own: a pool of worker processes between the
two would only be one more thing that can die, and take others with it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence

from charspec.launch.devices import device_pool
from charspec.launch.jobs import Job, Outcome, outcome
from charspec.launch.library import require
from charspec.launch.settings import JoblibSettings
from charspec.launch.stopping import Running, stoppable


class JoblibLauncher:
    """`jobs` at a time, each with its GPUs; where those are fewer, the rest wait for them."""

    def __init__(self, settings: JoblibSettings) -> None:
        require("joblib", settings.name)
        self._settings = settings

    def launch(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        from joblib import Parallel, delayed

        pool = device_pool(self._settings.gpus)
        running = Running()

        def work(job: Job) -> Outcome:
            with pool.taken(running.stopping) as share:
                return outcome(job, running.run(job, share.variables, share.handles))

        parallel = Parallel(
            n_jobs=self._settings.jobs,
            backend="threading",
            return_as="generator_unordered",
            batch_size=1,
            pre_dispatch="n_jobs",
        )
        ends = parallel(delayed(work)(job) for job in jobs)
        with stoppable():
            try:
                for end in ends:  # noqa: UP028 (`yield from` would close it before the runs are stopped)
                    yield end
            finally:
                running.stop(self._settings.grace_seconds)
                with warnings.catch_warnings():  # of what is cancelled: it was stopped on purpose
                    warnings.simplefilter("ignore")
                    ends.close()

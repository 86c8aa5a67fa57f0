"""Job arrays of a SLURM cluster, by submitit; a run that reaches the time limit saves and is requeued."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from typing import Any

from charspec.errors import CharspecError
from charspec.launch.jobs import Job, Outcome
from charspec.launch.library import require
from charspec.launch.settings import SlurmSettings
from charspec.launch.stopping import stoppable
from charspec.launch.submitted import Submitted, open_folder
from charspec.launch.worker import Attempt

_LOOK_SECONDS = 1.0
_ARRAY = 1000
"""Jobs of one array: SLURM's MaxArraySize is 1001 unless a site says otherwise."""
_OVER = (
    *("BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED"),
    *("NODE_FAIL", "OUT_OF_MEMORY", "REVOKED", "TIMEOUT"),
)
"""The states of sacct after which nothing more comes, as far as one look can tell."""


class SlurmLauncher:
    """All jobs go into the queue at once; how many run together is the array's limit and the cluster's."""

    def __init__(self, settings: SlurmSettings) -> None:
        require("submitit", settings.name)
        self._settings = settings

    def launch(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        if not jobs:
            return
        for program in ("sbatch", "srun", "scancel", "sacct"):
            if shutil.which(program) is None:
                raise CharspecError(
                    f"there is no {program} here, so this machine cannot submit to SLURM",
                    "launcher=slurm",
                    "Run it on the cluster's login node, or rehearse with launcher=submitit_local.",
                )
        submitted = open_folder(jobs)
        with stoppable():
            try:
                self._submit(submitted, jobs)
                yield from self._follow(submitted)
            finally:
                self._stop(submitted)
                submitted.close()

    def _submit(self, submitted: Submitted, jobs: Sequence[Job]) -> None:
        from submitit import AutoExecutor
        from submitit.core.utils import FailedJobError, FailedSubmissionError

        settings = self._settings
        executor = AutoExecutor(submitted.folder, cluster="slurm", slurm_max_num_timeout=settings.requeues)
        executor.update_parameters(**_parameters(settings))
        for first in range(0, len(jobs), _ARRAY):
            some = jobs[first : first + _ARRAY]
            attempts = [Attempt(job, 0.8 * settings.signal_seconds, None) for job in some]
            try:
                sent = executor.submit_array(attempts)
            except (FailedJobError, FailedSubmissionError) as error:
                raise CharspecError(
                    f"sbatch refused the jobs: {' '.join(str(error).split())[-400:]}",
                    "launcher=slurm",
                    "Check launcher.partition, launcher.account and the limits it names.",
                    exit_code=1,
                ) from error
            for job, submission in zip(some, sent, strict=True):
                submitted.add(job, submission)

    def _follow(self, submitted: Submitted) -> Iterator[Outcome]:
        """Results appear in the folder; sacct is asked for jobs that end without one (a node that vanished).

        Such a state counts when two looks in a row show it: a result may be on its way through the file
        system, and SLURM may yet requeue the job by itself.
        """
        before: dict[str, str] = {}
        asked = time.monotonic()
        while submitted.waiting:
            yield from submitted.ended()
            if time.monotonic() - asked >= self._settings.check_seconds:
                states = _over(submitted)
                yield from submitted.ended()
                for key, state in states.items():
                    if before.get(key) == state and key in submitted.waiting:
                        yield submitted.lose(key, f"SLURM: {state}")
                before, asked = states, time.monotonic()
            if submitted.waiting:
                time.sleep(min(_LOOK_SECONDS, self._settings.check_seconds))

    def _stop(self, submitted: Submitted) -> None:
        """scancel what has not ended, and wait until it has: SLURM gives it KillWait to save."""
        if not submitted.waiting:
            return
        arrays = sorted({key.partition("_")[0] for key in submitted.waiting})
        subprocess.run(["scancel", *arrays], capture_output=True, check=False)
        deadline = time.monotonic() + self._settings.grace_seconds
        while time.monotonic() < deadline:
            if len(_over(submitted)) == len(submitted.waiting):
                return
            time.sleep(min(2.0, self._settings.check_seconds))


def _parameters(settings: SlurmSettings) -> dict[str, Any]:
    """The settings in submitit's words; None is left away."""
    return {
        "name": "charspec",
        "timeout_min": settings.minutes,
        "gpus_per_node": settings.gpus or None,
        "cpus_per_task": settings.cpus,
        "mem_gb": settings.memory_gb,
        "slurm_partition": settings.partition,
        "slurm_account": settings.account,
        "slurm_qos": settings.qos,
        "slurm_array_parallelism": settings.parallel,
        "slurm_signal_delay_s": settings.signal_seconds,
        "slurm_setup": list(settings.setup) or None,
        # Without --requeue a site may forbid it; since SLURM 22.05 srun does not take over --cpus-per-task.
        "slurm_additional_parameters": {"requeue": True, **_options(settings.parameters)},
        "slurm_srun_args": [f"--cpus-per-task={settings.cpus}"],
    }


def _options(words: Sequence[str]) -> dict[str, str | bool]:
    """`constraint=a100` and `exclusive` as submitit takes them."""
    pairs = (word.partition("=") for word in words)
    return {key: value if sign else True for key, sign, value in pairs}


def _over(submitted: Submitted) -> dict[str, str]:
    """The waiting jobs that sacct says have ended, with how; none if it cannot be asked now."""
    from submitit import SlurmJob

    arrays = sorted({key.partition("_")[0] for key in submitted.waiting})
    command = ["sacct", "-X", "--parsable2", "-o", "JobID,State,NodeList", "-j", ",".join(arrays)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {}
    known = SlurmJob.watcher.read_info(done.stdout)
    states = {key: known[key]["State"] for key in submitted.waiting if key in known}
    return {key: state for key, state in states.items() if state.split(" ")[0].rstrip("+") in _OVER}

"""A Ray cluster: one that is there, or one that is started for the sweep and stopped after it."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from charspec.errors import CharspecError
from charspec.launch.devices import device_pool
from charspec.launch.jobs import Ended, Job, Outcome, outcome
from charspec.launch.library import require
from charspec.launch.settings import RaySettings
from charspec.launch.stopping import Running, stoppable

_OBJECT_STORE = 100 * 2**20  # bytes; near the least Ray takes: only the ends of jobs go through it
_LEEWAY_SECONDS = 15.0
_CARRIED = ("CHARSPEC_", "HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE")
"""Variables that runs on a cluster which others started get from here. Tokens are not among them."""


class RayLauncher:
    """A task of Ray for each job, never retried by it: a run goes on when the sweep is run again."""

    def __init__(self, settings: RaySettings) -> None:
        require("ray", settings.name)
        self._settings = settings

    def launch(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        if not jobs:
            return
        # stoppable() within: ray.init takes SIGTERM for itself.
        with stoppable(), _cluster(self._settings) as ray, stoppable():
            needs = self._needs(ray)
            own = self._settings.address is None
            gpus = int(needs["num_gpus"]) if own else 0
            variables = {} if own else {k: v for k, v in os.environ.items() if k.startswith(_CARRIED)}
            task = ray.remote(run_job).options(max_retries=0, **needs)
            waiting: dict[Any, Job] = {}
            try:
                for job in jobs:
                    waiting[task.remote(job, variables, gpus, self._settings.grace_seconds)] = job
                while waiting:
                    ray.wait(list(waiting), num_returns=1)
                    ready, _ = ray.wait(list(waiting), num_returns=len(waiting), timeout=0)
                    for reference in ready:
                        yield outcome(waiting.pop(reference), _end(ray, reference))
            finally:
                self._stop(ray, list(waiting))

    def _needs(self, ray: Any) -> dict[str, Any]:
        """What each task asks of Ray. CharspecError if no node has it: it would wait for ever."""
        settings = self._settings
        nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
        gpus = settings.gpus
        if gpus is None:
            gpus = 1.0 if any(node.get("GPU", 0) >= 1 for node in nodes) else 0.0
        custom = _amounts(settings.resources)
        memory = int((settings.memory_gb or 0) * 1e9)
        asked = {"CPU": settings.cpus, "GPU": gpus, "memory": memory, **custom}
        asked = {key: amount for key, amount in asked.items() if amount}
        if not settings.autoscaling and not any(_fits(asked, node) for node in nodes):
            have = "; ".join(_words({key: node.get(key, 0) for key in asked}) for node in nodes)
            raise CharspecError(
                f"no node of the Ray cluster can run a job of {_words(asked)} (its nodes have {have})",
                "launcher=ray",
                "Lower launcher.cpus, gpus, memory_gb or resources, or say launcher.autoscaling=true if such "
                "a node will come.",
            )
        return {
            "num_cpus": settings.cpus,
            "num_gpus": gpus,
            "memory": memory or None,
            "resources": custom or None,
        }

    def _stop(self, ray: Any, references: Sequence[Any]) -> None:
        """Cancel what has not ended, with the time to save, then by force."""
        for reference in references:
            ray.cancel(reference, force=False)
        if references:
            seconds = self._settings.grace_seconds + _LEEWAY_SECONDS
            _, left = ray.wait(list(references), num_returns=len(references), timeout=seconds)
            for reference in left:
                ray.cancel(reference, force=True)


def run_job(job: Job, variables: Mapping[str, str], gpus: int, grace_seconds: float) -> Ended:
    """Run in a worker of Ray. `gpus`: how many of those that Ray gave are locked against other sweeps on this
    machine; a cluster that is shared looks after them itself. A cancelled task stops here as by Ctrl-C."""
    running = Running()
    try:
        with device_pool(gpus).taken(running.stopping) as share:
            return running.run(job, {**variables, **share.variables}, share.handles)
    finally:
        running.stop(grace_seconds)


@contextmanager
def _cluster(settings: RaySettings) -> Iterator[Any]:
    """Ray, connected; what was started is stopped at the end, and its folder removed."""
    import ray

    common = {"log_to_driver": False, "logging_level": logging.ERROR, "configure_logging": True}
    if settings.address is not None:
        try:
            ray.init(address=settings.address, **common)
        except (
            OSError,
            RuntimeError,
            ValueError,
        ) as error:  # or another version of Ray
            reason = str(error).strip().partition("\n")[0]
            raise CharspecError(
                f"no Ray cluster can be used at {settings.address}: {reason}",
                "launcher.address",
                "Start one (ray start --head), or leave the address away to have one on this machine.",
                exit_code=1,
            ) from error
        try:
            yield ray
        finally:
            ray.shutdown()
        return
    folder = tempfile.mkdtemp(prefix="charspec-ray-")  # short: Ray's sockets lie in it
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # a cluster of ours reports to nobody
    try:
        ray.init(
            address="local",
            num_cpus=settings.cluster_cpus,
            num_gpus=settings.cluster_gpus,
            resources=_amounts(settings.cluster_resources) or None,
            include_dashboard=False,
            object_store_memory=_OBJECT_STORE,
            _temp_dir=folder,
            **common,
        )
        yield ray
    except SystemExit as stop:
        if stop.code == signal.SIGTERM:  # Ray's own handler, in force while it starts
            raise SystemExit(128 + signal.SIGTERM) from None
        raise
    finally:
        ray.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


def _end(ray: Any, reference: Any) -> Ended:
    """What a task returned, or why it is lost."""
    from ray.exceptions import RayError

    try:
        ended = ray.get(reference)
    except RayError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return Ended(None, 0.0, f"Ray: {type(error).__name__}: {lines[0] if lines else 'no reason given'}")
    assert isinstance(ended, Ended)
    return ended


def _amounts(words: Sequence[str]) -> dict[str, float]:
    """`a100=1` as Ray takes it."""
    pairs = (word.rpartition("=") for word in words)
    return {key: float(amount) for key, _, amount in pairs}


def _fits(asked: Mapping[str, float], node: Mapping[str, float]) -> bool:
    return all(node.get(key, 0) >= amount for key, amount in asked.items())


def _words(amounts: Mapping[str, float]) -> str:
    """`1 CPU, 0.5 GPU, 16 GB`."""
    parts = [
        f"{amount / 1e9:.3g} GB" if key == "memory" else f"{amount:g} {key}"
        for key, amount in amounts.items()
    ]
    return ", ".join(parts) or "nothing"

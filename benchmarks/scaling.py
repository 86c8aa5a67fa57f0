"""What launching costs: sweeps of 6, 20 and 60 jobs that do nothing, beside the same commands started bare.

    python benchmarks/scaling.py [LAUNCHER ...]

The floor starts the same commands by subprocess.run, one after the other. `start` is the time to the first
end less one floor job; `a job` is the slope between the smallest and the largest sweep, so that starting a
cluster is no part of it. Wall time, because a scheduler that sleeps costs a sweep time and not CPU; the CPU
of this process and of what it waited for stands beside it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from charspec.launch import Job, LauncherSettings, make_launcher
from charspec.resources import conf_dir

SIZES = (6, 20, 60)
LAUNCHERS = ("basic", "joblib", "submitit_local", "ray")
COMMAND = (sys.executable, "-I", "-S", "-c", "pass")
ADAPTER: TypeAdapter[LauncherSettings] = TypeAdapter(LauncherSettings)


def settings(name: str) -> LauncherSettings:
    """conf/launcher/<name>.yaml, two jobs at a time where it can, no GPU asked for."""
    document = yaml.safe_load((conf_dir() / "launcher" / f"{name}.yaml").read_text("utf-8"))
    changes: dict[str, object] = {"gpus": 0.0, "cluster_cpus": 2} if name == "ray" else {"gpus": 0}
    return ADAPTER.validate_python({**document, **changes})


def cpu() -> float:
    """Seconds of CPU, of this process and of its children that ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)


def floor(count: int) -> float:
    """Seconds for `count` commands without any launcher."""
    begun = time.perf_counter()
    for _ in range(count):
        subprocess.run(COMMAND, check=True)
    return time.perf_counter() - begun


def sweep(name: str, count: int) -> tuple[float, float, float]:
    """Seconds to the first end, to the end of the sweep, and of CPU."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = [Job(f"{i:02d}", COMMAND, Path(folder), Path(folder, f"{i:02d}.log")) for i in range(count)]
        begun, spent, first = time.perf_counter(), cpu(), 0.0
        codes = []
        for end in make_launcher(settings(name)).launch(jobs):
            first = first or time.perf_counter() - begun
            codes.append(end.exit_code)
        assert codes == [0] * count, codes
        return first, time.perf_counter() - begun, cpu() - spent


def main(names: Sequence[str]) -> None:
    floor(3)  # warm
    bare = min(floor(SIZES[-1]) for _ in range(3)) / SIZES[-1]
    print(f"floor: {bare * 1e3:.1f} ms a job, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n")
    head = " | ".join(f"{count} jobs" for count in SIZES)
    print(f"| launcher | {head} | start | a job | × floor | CPU of {SIZES[-1]} |\n|---|" + "--:|" * 7)
    for name in names:
        runs = {count: sweep(name, count) for count in SIZES}
        small, large = SIZES[0], SIZES[-1]
        slope = (runs[large][1] - runs[small][1]) / (large - small)
        first = min(run[0] for run in runs.values()) - bare
        cells = " | ".join(f"{run[1]:.2f} s" for run in runs.values())
        print(
            f"| {name} | {cells} | {first:.2f} s | {slope * 1e3:.0f} ms | {slope / bare:.1f} "
            f"| {runs[large][2]:.2f} s |",
            flush=True,
        )


if __name__ == "__main__":
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("launcher", nargs="*", default=LAUNCHERS, help="basic, joblib, submitit_local, ray")
    main(parser.parse_args().launcher)

"""What bytes may depend on besides a plan: versions, processor, GPU, driver, switches. Asked without torch,
so that it is known at once and on any install."""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from charspec.changes import Change, differing
from charspec.records import Environment

PACKAGES = (
    "accelerate", "bitsandbytes", "diffusers", "numpy", "nvidia-cublas-cu12", "nvidia-cudnn-cu12", "peft",
    "pillow", "prodigyopt", "safetensors", "tokenizers", "torch", "torchao", "transformers", "triton",
)  # fmt: skip
"""Packages whose code makes the numbers; env.json has those that are installed."""

VARIABLES = (
    "ATEN_CPU_CAPABILITY", "CUBLAS_WORKSPACE_CONFIG", "DNNL_MAX_CPU_ISA", "MKL_CBWR",
    "NVIDIA_TF32_OVERRIDE", "ONEDNN_MAX_CPU_ISA",
    "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "TORCH_CUDNN_V8_API_DISABLED",
)  # fmt: skip
"""Environment variables that choose other kernels or other orders of summing; env.json has those that are
set. Not the numbers of threads: a training sets its own, as the plan says."""

HARMLESS = ("python", "platform")
"""Values of env.json that a plan's bytes are not known to depend on."""

_SET_BY_TRAINING = ("threads", "deterministic", "switches")
"""What a training sets itself, so that it says nothing about a machine."""

_SECONDS = 10


class Gpu(NamedTuple):
    """A GPU as its driver describes it; `memory_mb` in MiB."""

    name: str
    memory_mb: int
    driver: str


class TorchBuild(NamedTuple):
    """What the installed torch was built for: a version of CUDA or ROCm, or neither (a CPU build)."""

    version: str
    cuda: str | None
    hip: str | None


def environment_changes(before: Environment, now: Environment, trained: bool = True) -> list[Change]:
    """What differs between two environments, by the fields of env.json.

    What the older of the two did not write down yet is left out. `trained` is false where `now` describes a
    machine and not a training: what a training sets is left out too.
    """
    written = before.model_fields_set & now.model_fields_set
    old, new = (found.model_dump(mode="json", include=written) for found in (before, now))
    if not trained:
        for key in _SET_BY_TRAINING:
            old.pop(key, None)
            new.pop(key, None)
        # Training sets this one unless the user has: not being set here says nothing.
        if "CUBLAS_WORKSPACE_CONFIG" not in now.variables:
            old.get("variables", {}).pop("CUBLAS_WORKSPACE_CONFIG", None)
    return [Change("environment", *found) for found in differing(old, new)]


def may_change_bytes(change: Change) -> bool:
    """Whether the bytes of a training may differ because of this change of the environment."""
    return change.path[0] not in HARMLESS


def here(threads: int, switches: Mapping[str, str], gpu: str | None = None) -> Environment:
    """This machine. `gpu` is the one that trains, by default the first; `switches` are torch's own."""
    from charspec import __version__

    gpus, build = find_gpus(), torch_build()
    return Environment(
        charspec=__version__,
        python=platform.python_version(),
        platform=platform.platform(),
        cpu=cpu(),
        instructions=instructions(),
        gpu=gpu or (gpus[0].name if gpus else None),
        driver=gpus[0].driver if gpus else None,
        cuda=build.cuda or build.hip if build else None,
        packages=versions(PACKAGES),
        threads=threads,
        deterministic=True,
        variables={name: os.environ[name] for name in VARIABLES if name in os.environ},
        switches=dict(switches),
    )


def versions(names: tuple[str, ...]) -> dict[str, str]:
    """Name → version of the packages that are installed."""
    found: dict[str, str] = {}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


@functools.cache
def find_gpus() -> tuple[Gpu, ...]:
    """The NVIDIA GPUs of this machine, as `nvidia-smi` lists them; none where there is no such program."""
    command = ["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    rows = [line.split(",") for line in done.stdout.splitlines()]
    return tuple(
        Gpu(row[0].strip(), int(row[1]), row[2].strip())
        for row in rows
        if len(row) == 3 and row[1].strip().isdecimal()
    )


def torch_build() -> TorchBuild | None:
    """The installed torch, read from its `version.py` (importing torch takes seconds); None without one."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return None
    try:
        text = (Path(spec.origin).parent / "version.py").read_text("utf-8")
    except OSError:
        return None
    found: dict[str, Any] = dict(
        re.findall(r"^(__version__|cuda|hip)\b[^=\n]*=\s*['\"]([^'\"]+)['\"]", text, re.MULTILINE)
    )
    return TorchBuild(found.get("__version__", "unknown"), found.get("cuda"), found.get("hip"))


def cpu() -> str:
    """The processor's name, as the system calls it."""
    return _cpu_line("model name") or platform.processor() or platform.machine()


def instructions() -> str | None:
    """The widest vector instructions of the processor that torch has kernels for; None if not known here.

    Two machines of one CPU name may differ in it (virtual ones above all), and then round otherwise.
    """
    flags = set(_cpu_line("flags").split())
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= flags:
        return "avx512"
    if {"avx2", "fma"} <= flags:
        return "avx2"
    return "baseline" if flags else None


def memory_gb() -> float | None:
    """The machine's memory in GiB, where the system says it."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (AttributeError, OSError, ValueError):
        return None


def _cpu_line(key: str) -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == key:
                return value.strip()
    return ""

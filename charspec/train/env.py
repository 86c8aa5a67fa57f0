"""The environment of a run: set so that equal plans give equal bytes, and written down."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

import torch

from charspec import __version__
from charspec.records import Environment

PACKAGES = ("diffusers", "numpy", "peft", "pillow", "safetensors", "tokenizers", "torch", "transformers")


def make_deterministic(threads: int) -> torch.device:
    """Fix the number of threads, allow only deterministic kernels, and return the device to train on."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # cuBLAS is deterministic only with this
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    # It would fill every new tensor with NaN to betray reads of unset memory: a debugging aid that costs
    # time.
    setattr(torch.utils.deterministic, "fill_uninitialized_memory", False)  # noqa: B010 (torch declares no such name)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def describe(threads: int, where: torch.device) -> Environment:
    """env.json: what the bytes may depend on besides the lock."""
    return Environment(
        charspec=__version__,
        python=platform.python_version(),
        platform=platform.platform(),
        cpu=_cpu(),
        gpu=torch.cuda.get_device_name(where) if where.type == "cuda" else None,
        packages={name: importlib.metadata.version(name) for name in PACKAGES},
        threads=threads,
        deterministic=True,
    )


def differences(before: Environment, now: Environment) -> list[str]:
    """What changed since the run began, in words; from there on its bytes need not be those of a straight
    run."""
    old, new = before.model_dump(), now.model_dump()
    pairs = [(key, old[key], new[key]) for key in old if key != "packages"]
    pairs += [
        (name, before.packages.get(name, "none"), now.packages.get(name, "none"))
        for name in sorted(before.packages | now.packages)
    ]
    return [f"{name}: {was} → {is_now}" for name, was, is_now in pairs if was != is_now]


def _cpu() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()

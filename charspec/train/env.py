"""The environment of a training: set so that equal plans give equal bytes, and written down."""

from __future__ import annotations

import os
from collections.abc import Callable

import torch

from charspec.changes import ABSENT
from charspec.environment import environment_changes, here, may_change_bytes
from charspec.errors import dotted
from charspec.records import Environment


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
    on_gpu = where.type == "cuda"
    found = here(threads, switches(), torch.cuda.get_device_name(where) if on_gpu else None)
    if on_gpu:
        return found
    # A GPU that does not train decides no bytes.
    return found.model_copy(update={"gpu": None, "driver": None})


def switches() -> dict[str, str]:
    """torch's switches that choose kernels or their precision, as they are now."""
    asked: dict[str, Callable[[], object]] = {
        "deterministic_algorithms": torch.are_deterministic_algorithms_enabled,
        "float32_matmul_precision": torch.get_float32_matmul_precision,
        "cpu_capability": torch.backends.cpu.get_cpu_capability,
        "mkldnn": lambda: torch.backends.mkldnn.enabled,
        "cudnn_benchmark": lambda: torch.backends.cudnn.benchmark,
        "cudnn_version": torch.backends.cudnn.version,
        "cuda_matmul_precision": lambda: torch.backends.cuda.matmul.fp32_precision,
        "cudnn_tf32": lambda: torch.backends.cudnn.allow_tf32,
        "bf16_reduced_precision": lambda: torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction,
    }
    found: dict[str, str] = {}
    for name, ask in asked.items():
        try:
            found[name] = str(ask())
        except (AttributeError, RuntimeError):  # another version of torch has no such switch
            continue
    return found


def differences(before: Environment, now: Environment) -> list[str]:
    """What changed since the run began, in words, of all that its bytes may depend on: from there on they
    need not be those of a straight run."""
    changes = [change for change in environment_changes(before, now) if may_change_bytes(change)]
    return [f"{_name(change.path)}: {_said(change.before)} → {_said(change.after)}" for change in changes]


def _name(path: tuple[str | int, ...]) -> str:
    return dotted(path[-1:])


def _said(value: object) -> str:
    return "none" if value is None or value is ABSENT else str(value)

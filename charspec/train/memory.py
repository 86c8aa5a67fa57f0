"""What to say when the memory of a GPU was not enough."""

from __future__ import annotations

import sys

import torch

from charspec.errors import CharspecError
from charspec.estimate import advice, memory, setup_of, size_of
from charspec.families.loading import execution_or_default
from charspec.plan import Plan
from charspec.settings.execution import HardwareExecution

GB = 2**30
LESS = 0.85
"""Where the formula says that a plan fits and the GPU says that it does not, the GPU is right: aim lower."""


def gpu_memory() -> int:
    """Bytes of the GPU that this process computes on; 0 without one."""
    if not torch.cuda.is_available():
        return 0
    return int(torch.cuda.get_device_properties(torch.cuda.current_device()).total_memory)


def most_held() -> int:
    """Bytes that were in use at most until now: of the GPU by torch, or of the main memory without one. 0
    where the system does not say."""
    if torch.cuda.is_available():
        return torch.cuda.max_memory_reserved()
    if sys.platform == "win32":
        return 0
    import resource

    # macOS counts bytes, others units of 1024.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def out_of_memory(
    plan: Plan, execution: HardwareExecution | None, device: torch.device, total: int
) -> CharspecError:
    """The error for a plan that did not fit a GPU of `total` bytes: what it needs by the formula, and the
    overrides that would spare enough, those that change no byte first."""
    size = size_of(plan.train.base.name)
    message = f"the GPU's {total / GB:.0f} GB are too little for this training"
    general = "Lower train.resolution or train.batch_size, or take a smaller base."
    if size is None:
        return CharspecError(message, hint=general, exit_code=1)
    setup = setup_of(plan.train, execution_or_default(execution, device))
    held = memory(plan, size, setup)
    words = advice(plan, size, setup, min(total, LESS * held.peak))
    hint = f"Run it again with {' '.join(words)}: it goes on from there." if words else general
    planned = [word for word in words if not word.startswith(_BESIDE)]
    if planned:
        hint = f"Run it again with {' '.join(words)}: another plan, so a run of its own ({planned[0]})."
    return CharspecError(
        f"{message}: by the estimate it needs {held.peak / GB:.1f} GB ({held.largest}), and whatever else "
        "runs on that GPU",
        hint=f"{hint} `charspec compile SPEC --dry-run` lists what fits which GPU.",
        exit_code=1,
    )


_BESIDE = ("hardware.gradient_checkpointing", "hardware.offload")

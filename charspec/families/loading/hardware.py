"""What a machine asks of a base: where it runs, how exactly, and what stays in the GPU's memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch

from charspec.errors import CharspecError
from charspec.plan import TrainPlan
from charspec.settings.execution import HardwareExecution

Precision = Literal["float32", "bfloat16"]
Quantization = Literal["none", "int8", "fp8", "nf4"]
Offload = Literal["none", "encoders", "blocks"]


@dataclass(frozen=True)
class Hardware:
    """How the parts of a base are loaded.

    Decides the weights, so the plan says it: `precision` (the type the base computes in), `quantization` (of
    the Linear weights in the transformer's blocks), `attention` (a backend's name in diffusers), `compile`.
    Decides memory and time alone: `gradient_checkpointing` (activations of a block are computed again in the
    backward pass) and `offload` — `encoders`: the text encoder's layers lie in main memory and visit the
    device one at a time; `blocks`: the transformer's too.
    """

    device: torch.device
    precision: Precision = "float32"
    quantization: Quantization = "none"
    attention: str = "native"
    compile: bool = False
    gradient_checkpointing: bool = False
    offload: Offload = "none"

    @property
    def dtype(self) -> torch.dtype:
        """`precision` as torch names it."""
        return torch.bfloat16 if self.precision == "bfloat16" else torch.float32


def hardware_of(plan: TrainPlan, execution: HardwareExecution | None, device: torch.device) -> Hardware:
    """What a plan and what travels beside it say together; raises CharspecError if they cannot both be.

    Where nothing travels beside it, a GPU spares memory and a CPU time.
    """
    execution = execution_or_default(execution, device)
    _check(plan, execution, device)
    return Hardware(
        device=device,
        precision=plan.precision,
        quantization=plan.quantization,
        attention=plan.attention,
        compile=plan.compile,
        gradient_checkpointing=execution.gradient_checkpointing,
        offload=execution.offload,
    )


def execution_or_default(execution: HardwareExecution | None, device: torch.device) -> HardwareExecution:
    """`execution`, or that of a plan nothing travels beside."""
    if execution is not None:
        return execution
    return HardwareExecution(memory_gb=None, gradient_checkpointing=device.type != "cpu", offload="none")


def _check(plan: TrainPlan, execution: HardwareExecution, device: torch.device) -> None:
    if plan.text_encoder is not None and execution.offload != "none" and device.type != "cpu":
        raise CharspecError(
            f"hardware.offload={execution.offload} cannot be with train.text_encoder=true: an encoder that "
            "learns stays on the GPU",
            hint="Take hardware.offload=none, or leave train.text_encoder off.",
        )
    if execution.offload != "blocks":
        return
    if plan.compile:
        raise CharspecError(
            "hardware.offload=blocks cannot be with hardware.compile=true, whose blocks keep their weights",
            hint="Take hardware.compile=false, or hardware.offload=encoders.",
        )
    if plan.quantization == "nf4":
        raise CharspecError(
            "hardware.offload=blocks cannot be with hardware.quantization=nf4, whose weights stay on a GPU",
            hint="Take hardware.quantization=int8, or hardware.offload=encoders.",
        )
    if not execution.gradient_checkpointing:
        raise CharspecError(
            "hardware.offload=blocks spares nothing with hardware.gradient_checkpointing=false: the backward "
            "pass would hold every block's weights",
            hint="Take hardware.gradient_checkpointing=true.",
        )

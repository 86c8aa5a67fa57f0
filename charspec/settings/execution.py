"""What a run does beside its plan: how memory is spared, who watches, how sweeps run. None of it decides the
weights, so none of it stands in a lock.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HardwareExecution(_Frozen):
    """Keys of `conf/hardware` that change where numbers lie and not what they are; its others are in the
    plan."""

    gradient_checkpointing: bool = Field(
        strict=True,
        description="Activations of a block are computed again in the backward pass instead of kept: a third "
        "more time for a fraction of the memory, and the same bytes.",
    )
    offload: Literal["none", "encoders", "blocks"] = Field(
        description="What lies in main memory and visits the GPU layer by layer: nothing, the text encoder, "
        "or the transformer's blocks too."
    )


class TrackerSettings(_Frozen):
    """`conf/tracker`: who is told of every step beside the run's own records."""

    name: Literal["none"]


class SweepSettings(_Frozen):
    """`conf/sweep`: a comparison by name. `overrides` are words of the command line, several values in one:
    `train.epochs=10,15,20`."""

    name: str
    overrides: tuple[str, ...]

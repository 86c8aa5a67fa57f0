"""What a run does beside its plan: how memory is spared, who watches, how sweeps run. None of it decides the
weights, so none of it stands in a lock.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class HardwareExecution(_Frozen):
    """Keys of `conf/hardware` that change where numbers lie and not what they are; its others are in the
    plan."""

    memory_gb: float | None = Field(
        gt=0, description="Memory of the GPU the preset is made for; null where there is none to fill."
    )
    gradient_checkpointing: bool = Field(
        strict=True,
        description="Activations of a block are computed again in the backward pass instead of kept: a third "
        "more time for a fraction of the memory, and the same bytes.",
    )
    offload: Literal["none", "encoders", "blocks"] = Field(
        description="What lies in main memory and visits the GPU layer by layer: nothing, the text encoder, "
        "or the transformer's blocks too."
    )


class NoTracker(_Frozen):
    """The run's own records alone."""

    name: Literal["none"]


class TensorBoardSettings(_Frozen):
    """TensorBoard's event files, read by `tensorboard --logdir`."""

    name: Literal["tensorboard"]
    folder: str | None = Field(
        description="Below it each run has a folder of its own; null: `tensorboard/` in the run."
    )
    pictures: bool = Field(strict=True, description="The samples of each epoch too.")


class WandbSettings(_Frozen):
    """Weights & Biases."""

    name: Literal["wandb"]
    project: str | None = Field(description="null: the character's name.")
    entity: str | None = Field(description="A team or user; null: whoever is logged in.")
    mode: Literal["online", "offline"] = Field(
        description="offline: files in the run, sent later by `wandb sync`."
    )
    pictures: bool = Field(strict=True, description="The samples of each epoch too; they are uploaded.")


class TrackioSettings(_Frozen):
    """Trackio: a local dashboard, `trackio show`, or one on a Space."""

    name: Literal["trackio"]
    project: str | None = Field(description="null: the character's name.")
    space: str | None = Field(description="ORG/NAME of a Space on the hub; null: this machine.")
    pictures: bool = Field(strict=True, description="The samples of each epoch too.")


TrackerSettings = Annotated[
    NoTracker | TensorBoardSettings | WandbSettings | TrackioSettings, Field(discriminator="name")
]
"""`conf/tracker`: who is told of every step beside the run's own records."""


class SweepSettings(_Frozen):
    """`conf/sweep`: a comparison by name. `overrides` are words of the command line, several values in one:
    `train.epochs=10,15,20`."""

    name: str
    overrides: tuple[str, ...]

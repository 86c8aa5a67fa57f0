"""The composed configuration as a typed value: what `conf/` and the command line may say."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from charspec.launch.settings import LauncherSettings
from charspec.settings import Base
from charspec.settings.execution import HardwareExecution, SweepSettings, TrackerSettings

Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Natural = Annotated[int, Field(strict=True, ge=0, le=2**32 - 1)]
Side = Annotated[int, Field(strict=True, ge=16, le=8192)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0)]
Rate = Annotated[float, Field(strict=True, gt=0, le=1)]
Switch = Annotated[bool, Field(strict=True)]
Share = Annotated[Number, Field(ge=0, lt=1)]
Betas = tuple[Share, Share]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class TrainConfig(_Frozen):
    """`train`: the settings a spec may give, with the bounds it has there."""

    epochs: Count
    repeats: Count
    learning_rate: Rate
    text_encoder: Switch
    text_encoder_learning_rate: Rate
    batch_size: Count
    rank: Count
    alpha: Annotated[Positive, Field(le=4096)] | None
    resolution: Side
    flip: Switch
    caption_dropout: Annotated[Number, Field(ge=0, lt=1)]
    prior_every: Natural
    seed: Natural


class AdamWConfig(_Frozen):
    """`conf/optimizer/adamw` and `adamw8bit`."""

    name: Literal["adamw", "adamw8bit"]
    betas: Betas
    epsilon: Positive
    weight_decay: Annotated[Number, Field(ge=0)]
    max_grad_norm: Positive | None


class ProdigyConfig(_Frozen):
    """`conf/optimizer/prodigy`."""

    name: Literal["prodigy"]
    betas: Betas
    epsilon: Positive
    weight_decay: Annotated[Number, Field(ge=0)]
    max_grad_norm: Positive | None
    initial_d: Positive
    d_coefficient: Positive
    growth_rate: Annotated[Number, Field(ge=1)] | None
    bias_correction: Switch
    safeguard_warmup: Switch


OptimizerConfig = Annotated[AdamWConfig | ProdigyConfig, Field(discriminator="name")]


class LrScheduleConfig(_Frozen):
    """`conf/lr_schedule`."""

    name: Literal["constant", "linear", "cosine"]
    warmup_steps: Natural


class HardwareConfig(_Frozen):
    """`conf/hardware`, the part that decides the weights; `HardwareExecution` is the other."""

    name: str
    precision: Literal["float32", "bfloat16"]
    quantization: Literal["none", "int8", "fp8", "nf4"]
    attention: str
    compile: Switch
    gradient_accumulation: Count
    threads: Annotated[Count, Field(le=1024)]


class SamplingConfig(_Frozen):
    """`conf/sampling`; None: the base's own steps and guidance, the training resolution."""

    name: str
    steps: Annotated[Count, Field(le=1000)] | None
    guidance_scale: Annotated[Number, Field(ge=0)] | None
    width: Side | None
    height: Side | None


class Config(_Frozen):
    """All that a plan is made from."""

    base: Base
    train: TrainConfig
    optimizer: OptimizerConfig
    lr_schedule: LrScheduleConfig
    hardware: HardwareConfig
    sampling: SamplingConfig


class Execution(_Frozen):
    """All that travels beside the plan: it is composed and overridden alike, and is in no lock."""

    hardware: HardwareExecution
    tracker: TrackerSettings
    launcher: LauncherSettings
    sweep: SweepSettings


PLANNED: dict[str, Any] = {
    "base": Base,
    "optimizer": OptimizerConfig,
    "lr_schedule": LrScheduleConfig,
    "hardware": HardwareConfig,
    "sampling": SamplingConfig,
}
"""The folders of conf/ whose values reach the plan, and what a file of each says: a model, or a union of
models told apart by `name`.

`preset` is none of them: its values depend on the number of pictures and arrive below `train`.
"""

BESIDE: dict[str, Any] = {
    "hardware": HardwareExecution,
    "tracker": TrackerSettings,
    "launcher": LauncherSettings,
    "sweep": SweepSettings,
}
"""The same for `Execution`. A file of `hardware` says both."""

GROUPS = tuple(dict.fromkeys((*PLANNED, *BESIDE)))
"""Every folder of conf/ but `preset`."""

OF_A_BASE = ("path", "transformer", "revision", "deploy_path")
"""What of a base may be set; the rest are facts about it."""


def fields(groups: dict[str, Any], group: str) -> tuple[str, ...]:
    """What can be set of a group, by any of its options: the keys of its models but `name`."""
    keys = (key for model in _models(groups.get(group)) for key in model.model_fields if key != "name")
    return tuple(dict.fromkeys(keys))


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    """The models in a model, a union of models, or an annotated one."""
    if isinstance(kind, type):
        yield kind
    for part in get_args(kind):
        if isinstance(part, type) or get_args(part):
            yield from _models(part)


def known_values(key: str) -> tuple[str, ...]:
    """What `group.key` may be set to, if its model lists it: `hardware.precision`, or a switch."""
    group, _, field = key.partition(".")
    kinds = [TrainConfig] if group == "train" else [PLANNED.get(group), BESIDE.get(group)]
    found = (
        value
        for kind in kinds
        for model in _models(kind)
        if field in model.model_fields
        for value in _listed(model.model_fields[field].annotation)
    )
    return tuple(dict.fromkeys(found))


def _listed(kind: Any) -> Iterator[str]:
    if kind is bool:
        yield from ("true", "false")
    elif kind is type(None):
        yield "null"
    elif get_origin(kind) is Literal:
        yield from map(str, get_args(kind))
    elif get_origin(kind) in (Union, UnionType, Annotated):
        for part in get_args(kind):
            yield from _listed(part)

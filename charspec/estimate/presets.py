"""Which hardware preset a plan fits, and what to change where it fits none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import yaml

from charspec.estimate.memory import GB, Memory, Setup, memory
from charspec.estimate.sizes import BaseSize
from charspec.plan import Plan
from charspec.resources import conf_dir


@dataclass(frozen=True)
class Preset:
    """A file of conf/hardware that names its GPU's memory, and what this plan would take on it."""

    name: str
    memory_gb: float
    setup: Setup
    memory: Memory

    @property
    def fits(self) -> bool:
        return self.memory.peak <= self.memory_gb * GB


def presets(plan: Plan, size: BaseSize) -> list[Preset]:
    """The presets for GPUs, the smallest first."""
    found = []
    for file in (conf_dir() / "hardware").glob("*.yaml"):
        said: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        if said["memory_gb"] is None:
            continue
        setup = Setup(gpu=True, **{key: said[key] for key in _KEYS})
        if plan.train.text_encoder is not None:
            setup = replace(setup, offload="none")
        found.append(Preset(file.stem, float(said["memory_gb"]), setup, memory(plan, size, setup)))
    return sorted(found, key=lambda preset: preset.memory_gb)


def advice(plan: Plan, size: BaseSize, setup: Setup, limit: float) -> list[str]:
    """Overrides that bring the peak below `limit` bytes, tried from what costs a training least; none if
    nothing does, or if nothing is needed.

    First what changes no byte (checkpointing, streaming the text encoder), then parts of a batch, half
    precision and rounding, then streaming every block, which costs time, and at last the resolution.
    """
    tried, drawn = setup, plan
    for change in _changes(plan):
        if memory(drawn, size, tried).peak <= limit:
            break
        if plan.train.text_encoder is not None and isinstance(change, dict) and "offload" in change:
            continue  # an encoder that learns stays on the GPU, and its layers with it
        if isinstance(change, int):
            drawn = _at_resolution(plan, change)
        else:
            tried = replace(tried, **change)
    if memory(drawn, size, tried).peak > limit:
        return []
    for key in _KEYS:  # what did not help is not asked for
        undone = replace(tried, **{key: getattr(setup, key)})
        nf4_streamed = undone.offload == "blocks" and undone.quantization == "nf4"
        if not nf4_streamed and memory(drawn, size, undone).peak <= limit:
            tried = undone
    before, after = asdict(setup), asdict(tried)
    words = [
        f"hardware.{key}={str(after[key]).lower()}"
        for key in after
        if key in _KEYS and after[key] != before[key]
    ]
    if drawn is not plan:
        words.append(f"train.resolution={drawn.train.resolution}")
    return words


_KEYS = ("precision", "quantization", "gradient_accumulation", "gradient_checkpointing", "offload")


def _changes(plan: Plan) -> Iterator[dict[str, Any] | int]:
    """What to set, in the order to try it; a number is a resolution."""
    yield {"gradient_checkpointing": True}
    yield {"offload": "encoders"}
    yield {"gradient_accumulation": plan.train.batch_size}
    yield {"precision": "bfloat16"}
    yield {"quantization": "int8"}
    yield {"quantization": "nf4"}
    yield {"quantization": "int8", "offload": "blocks"}  # nf4 cannot leave its GPU
    yield from (side for side in (1024, 768, 512) if side < plan.train.resolution)


def _at_resolution(plan: Plan, side: int) -> Plan:
    """The plan with pictures and samples of a smaller area; their shapes are near enough to estimate by."""
    share = side / plan.train.resolution
    items = tuple(
        item.model_copy(update={"bucket": (round(item.bucket[0] * share), round(item.bucket[1] * share))})
        for item in plan.train.items
    )
    return plan.model_copy(
        update={
            "train": plan.train.model_copy(update={"items": items, "resolution": side}),
            "samples": plan.samples.model_copy(update={"width": side, "height": side}),
        }
    )

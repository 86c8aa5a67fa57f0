"""Which hardware preset a plan fits, and what to change where it fits none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
        setup = Setup(**{key: said[key] for key in Setup.__dataclass_fields__})
        found.append(Preset(file.stem, float(said["memory_gb"]), setup, memory(plan, size, setup)))
    return sorted(found, key=lambda preset: preset.memory_gb)


def advice(plan: Plan, size: BaseSize, setup: Setup, limit: float) -> list[str]:
    """Overrides that bring the peak below `limit` bytes, the cheapest first in what it costs the training;
    none if nothing does.

    Free of any effect on the weights: checkpointing, streaming. Then parts of a batch, then rounding, then
    what changes the training itself: batch, resolution.
    """
    words: list[str] = []
    for word, change in _knobs(plan):
        if memory(plan, size, setup).peak <= limit:
            return words
        changed = change(plan, setup)
        if changed is None:
            continue
        before = memory(plan, size, setup).peak
        if memory(changed[0], size, changed[1]).peak < before:
            plan, setup = changed
            words = [*(old for old in words if old.split("=")[0] != word.split("=")[0]), word]
    return words if memory(plan, size, setup).peak <= limit else []


def _knobs(plan: Plan) -> Sequence[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        ("hardware.gradient_checkpointing=true", _set(gradient_checkpointing=True)),
        ("hardware.offload=encoders", _offload("encoders")),
        (
            f"hardware.gradient_accumulation={plan.train.batch_size}",
            _set(gradient_accumulation=plan.train.batch_size),
        ),
        ("hardware.precision=bfloat16", _set(precision="bfloat16")),
        ("hardware.quantization=int8", _quantization("int8")),
        ("hardware.quantization=nf4", _quantization("nf4")),
        ("hardware.offload=blocks", _offload("blocks")),
    ]
    for side in (1024, 768, 512):
        if side < plan.train.resolution:
            found.append((f"train.resolution={side}", _resolution(side)))
    return found


def _set(**changes: Any) -> Any:
    return lambda plan, setup: (plan, replace(setup, **changes))


def _offload(value: str) -> Any:
    def change(plan: Plan, setup: Setup) -> tuple[Plan, Setup] | None:
        if setup.offload == "blocks":
            return None
        if value == "blocks":  # nf4 stays on its GPU
            rounded = "int8" if setup.quantization == "nf4" else setup.quantization
            return plan, replace(setup, offload=value, quantization=rounded)
        return plan, replace(setup, offload=value)

    return change


def _quantization(value: str) -> Any:
    def change(plan: Plan, setup: Setup) -> tuple[Plan, Setup] | None:
        if setup.offload == "blocks" or setup.quantization == "nf4":
            return None
        return plan, replace(setup, quantization=value)

    return change


def _resolution(side: int) -> Any:
    def change(plan: Plan, setup: Setup) -> tuple[Plan, Setup]:
        share = (side / plan.train.resolution) ** 2
        items = tuple(
            item.model_copy(update={"bucket": (round(item.bucket[0] * share), item.bucket[1])})
            for item in plan.train.items
        )
        train = plan.train.model_copy(update={"items": items, "resolution": side})
        samples = plan.samples.model_copy(update={"width": side, "height": side})
        return plan.model_copy(update={"train": train, "samples": samples}), setup

    return change

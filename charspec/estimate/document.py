"""`charspec compile --dry-run --format json`: what a plan would take, as a document."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from charspec.estimate.disk import disk
from charspec.estimate.folder import is_of_size
from charspec.estimate.memory import GB, memory, setup_of
from charspec.estimate.presets import advice, presets
from charspec.estimate.sizes import BaseSize, size_of
from charspec.estimate.time import time
from charspec.plan import Lock, Plan
from charspec.settings.execution import HardwareExecution


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PresetEstimate(_Frozen):
    name: str
    memory_gb: float = Field(description="of its GPU")
    peak_bytes: int
    largest: str = Field(description="the phase that takes most: captions, pictures, steps or samples")
    fits: bool
    advice: tuple[str, ...] = Field(
        description="overrides that make it fit, the cheapest first; empty if it fits or nothing would do"
    )


class MemoryEstimate(_Frozen):
    """GPU memory. By formula from counted parameters; not yet checked on a GPU."""

    peak_bytes: int
    phases: dict[str, int] = Field(description="bytes of each phase; one follows the other")
    presets: tuple[PresetEstimate, ...]


class DiskEstimate(_Frozen):
    """Bytes."""

    latent_cache: int
    text_cache: int = Field(description="at most; a base that leaves padding out keeps less")
    lora_files: int
    state: int
    samples: int
    base: int = Field(description="the base's own weights, fetched once")


class TimeEstimate(_Frozen):
    seconds: float
    device: str = Field(description="where it was measured")
    source: Literal["benchmark", "run"]


class EstimateDocument(_Frozen):
    version: Literal[1] = 1
    name: str
    base: str
    run: str = Field(description="hash of the run, 12 letters: the name of its folder")
    pictures: int
    samples_per_epoch: int
    epochs: int
    steps_per_epoch: int
    steps: int
    batch_size: int
    sample_pictures: int
    sample_size: tuple[int, int]
    base_parameters: int | None = Field(
        description="null for a base that was never counted, and a folder of another size"
    )
    memory: MemoryEstimate | None
    disk: DiskEstimate | None
    time: TimeEstimate | None = Field(description="null if nothing like it was measured on this machine")


def estimate_document(
    lock: Lock, execution: HardwareExecution, folder: Path | None = None
) -> EstimateDocument:
    """All that can be said of a plan before it is trained. `folder` holds the base's weights, if one was
    named: of a model of another size than the published one nothing is known."""
    plan = lock.plan
    train, samples = plan.train, plan.samples
    size, spent = size_of(train.base.name), time(plan, execution)
    if size and folder and not is_of_size(folder, size.transformer.parameters):
        size = None
    return EstimateDocument(
        name=train.name,
        base=train.base.name,
        run=lock.hashes.run[:12],
        pictures=len(train.items),
        samples_per_epoch=train.samples_per_epoch,
        epochs=train.epochs,
        steps_per_epoch=train.steps_per_epoch,
        steps=train.steps,
        batch_size=train.batch_size,
        sample_pictures=(len(samples.prompts) + 1) * (train.epochs + 1),
        sample_size=(samples.width, samples.height),
        base_parameters=size.parameters if size else None,
        memory=_memory(plan, size, execution) if size else None,
        disk=_disk(plan, size) if size else None,
        time=TimeEstimate(seconds=spent.seconds, device=spent.speed.device, source=spent.speed.source)
        if spent.seconds is not None and spent.speed is not None
        else None,
    )


def _memory(plan: Plan, size: BaseSize, execution: HardwareExecution) -> MemoryEstimate:
    held = memory(plan, size, setup_of(plan.train, execution))
    return MemoryEstimate(
        peak_bytes=round(held.peak),
        phases={phase: round(taken) for phase, taken in held.phases.items()},
        presets=tuple(
            PresetEstimate(
                name=preset.name,
                memory_gb=preset.memory_gb,
                peak_bytes=round(preset.memory.peak),
                largest=preset.memory.largest,
                fits=preset.fits,
                advice=() if preset.fits else tuple(advice(plan, size, preset.setup, preset.memory_gb * GB)),
            )
            for preset in presets(plan, size)
        ),
    )


def _disk(plan: Plan, size: BaseSize) -> DiskEstimate:
    found = disk(plan, size)
    return DiskEstimate(
        latent_cache=round(found.latent_cache),
        text_cache=round(found.text_cache),
        lora_files=round(found.lora_files),
        state=round(found.state),
        samples=round(found.samples),
        base=round(found.base),
    )

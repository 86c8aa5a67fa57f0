"""The most GPU memory a training holds, phase by phase, by formula.

One part of the base is in memory at a time, so the peak is the largest phase and not their sum. Checked: the
counting against a CPU's allocator, tensor by tensor (tests/estimate); the line in tokens against points it
was not drawn through (at most 5 % off, `worst_fit` in sizes.json). Not checked on a GPU until somebody sends
what benchmarks/gpu.py measured: allocator and kernels get the margin below.
"""

from __future__ import annotations

from dataclasses import dataclass

from charspec.estimate.sizes import BaseSize
from charspec.plan import Plan, TrainPlan
from charspec.settings.execution import HardwareExecution

GB = 2**30
FIXED = 0.8 * GB
"""What CUDA, its libraries and their workspaces take before the first tensor: the usual 0.5 to 0.8 GB, not
measured by us."""

FIXED_CPU = 0.45 * GB
"""What Python holds of torch, diffusers and transformers without a GPU: once measured, 0.42 GB."""

MARGIN = 1.05
"""Holes between what the allocator gives out."""

PER_WEIGHT = {"int8": 1.0, "fp8": 1.0, "nf4": 0.53}
"""Bytes of a rounded weight, scales included."""

MOMENTS = {"adamw": 8, "adamw8bit": 2, "prodigy": 16}
"""Bytes an optimizer keeps for each learnt value."""

WIDTH = {"bfloat16": 2, "float32": 4}


@dataclass(frozen=True)
class Setup:
    """What of a hardware preset decides the memory; `gpu` is False where the main memory is meant."""

    precision: str
    quantization: str
    gradient_accumulation: int
    gradient_checkpointing: bool
    offload: str
    gpu: bool


@dataclass(frozen=True)
class Memory:
    """Bytes by phase: `captions`, `pictures`, `steps`, `samples`."""

    phases: dict[str, float]

    @property
    def peak(self) -> float:
        return max(self.phases.values())

    @property
    def largest(self) -> str:
        """The phase that decides."""
        return max(self.phases, key=lambda phase: self.phases[phase])


def setup_of(train: TrainPlan, execution: HardwareExecution) -> Setup:
    """That of a plan and what travels beside it."""
    return Setup(
        train.precision,
        train.quantization,
        train.gradient_accumulation,
        execution.gradient_checkpointing,
        execution.offload,
        gpu=execution.memory_gb is not None or train.base.repository != "charspec",
    )


def memory(plan: Plan, size: BaseSize, setup: Setup) -> Memory:
    """The memory of each phase of a plan's training."""
    train, samples, width = plan.train, plan.samples, WIDTH[setup.precision]
    largest = max(item.bucket[0] * item.bucket[1] for item in train.items)
    base = _transformer(size, setup)
    lora = size.transformer.lora_per_rank * train.lora.rank * (4 + MOMENTS[train.optimizer.name])
    scale = width / 2
    text = _text_encoder(size, setup) + size.text_encoder.per_token * train.base.token_limit * scale
    vae = size.vae.parameters * width
    drawn = size.vae.decode_per_pixel * samples.width * samples.height * scale
    steps = base + lora + _working(train, size, setup, largest)
    if train.text_encoder is not None:
        learning = size.text_encoder.learning_per_token * train.base.token_limit * _at_once(train, setup)
        steps += size.text_encoder.held * width + learning * scale
    phases = {
        "captions": text,
        "pictures": vae + size.vae.encode_per_pixel * largest * scale,
        "steps": steps,
        "samples": base + lora + vae + drawn,
    }
    fixed = FIXED if setup.gpu else FIXED_CPU
    return Memory({name: fixed + MARGIN * held for name, held in phases.items()})


def _at_once(train: TrainPlan, setup: Setup) -> int:
    """Pictures of one forward."""
    return -(-train.batch_size // setup.gradient_accumulation)


def _working(train: TrainPlan, size: BaseSize, setup: Setup, pixels: int) -> float:
    found = size.transformer.activations["float32" if setup.precision == "float32" else "bfloat16"]
    line = found.checkpointed if setup.gradient_checkpointing else found.kept
    tokens = _at_once(train, setup) * (pixels // size.pixels_per_token + train.base.token_limit)
    return max(line.bytes(tokens, train.lora.rank), 0) + _exact_again(size, setup)


def _exact_again(size: BaseSize, setup: Setup) -> float:
    """Rounded weights are made exact to be multiplied. torchao's stay until the backward pass (counted), so
    with all activations kept all of them do."""
    if setup.quantization == "none":
        return 0
    kept = setup.quantization != "nf4" and not setup.gradient_checkpointing
    held = size.transformer.in_block_linears if kept else size.transformer.largest_block
    return held * WIDTH[setup.precision]


def _transformer(size: BaseSize, setup: Setup) -> float:
    part, width = size.transformer, WIDTH[setup.precision]
    per_weight = PER_WEIGHT.get(setup.quantization, width)
    if setup.offload == "blocks":
        # The block at work and, in the backward pass, the one it hands over to.
        return (part.parameters - part.in_blocks) * width + 2 * part.largest_block * per_weight
    return (part.parameters - part.in_block_linears) * width + part.in_block_linears * per_weight


def _text_encoder(size: BaseSize, setup: Setup) -> float:
    part, width = size.text_encoder, WIDTH[setup.precision]
    if setup.offload == "none":
        return part.held * width
    return (part.parameters - part.in_layers + 2 * part.largest_layer) * width

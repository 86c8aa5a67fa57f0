"""The LoRA: its matrices inside the transformer, or the text encoder if that learns too, and its file.

W + (alpha / rank)·B·A beside every targeted Linear (Hu et al., 2021). A starts as N(0, 1/rank²) from the
plan's seed, B as zero, so that the first step starts at the base. Matrices are float32 whatever the base is:
at a rate of 1e-4 bfloat16 would lose most updates.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from charspec.errors import CharspecError
from charspec.families.quiet import spared
from charspec.families.tensors import content_sha256, tensor_bytes
from charspec.plan import Lock, TrainPlan
from charspec.records import Weights
from charspec.train.managers import for_managers
from charspec.train.schedule import Purpose, stream
from charspec.train.tensors import load_tensors
from charspec.writing import write_atomically

with spared():
    from peft import LoraConfig

ADAPTER = "default"
Component = Literal["transformer", "text_encoder"]
SUFFIXES: dict[Component, str] = {"transformer": "", "text_encoder": "-text"}
"""What tells the two files of an epoch apart: clients load the first; the second is charspec's alone to load,
since pipelines drop a text encoder's matrices without a word."""


def attach(
    model: Any,
    targets: Sequence[str],
    rank: int,
    alpha: float,
    where: torch.device,
    component: Component = "transformer",
) -> dict[str, Tensor]:
    """Put a LoRA beside the targets and return its parameters by their name in the file, sorted: float32 and
    on `where`, also beside weights that are rounded or lie elsewhere."""
    with spared():
        model.add_adapter(LoraConfig(r=rank, lora_alpha=alpha, target_modules=list(targets)), ADAPTER)
    found: dict[str, Tensor] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.to(where, torch.float32)
            found[f"{component}.{name.replace(f'.{ADAPTER}.', '.')}"] = parameter
    return dict(sorted(found.items()))


@torch.no_grad()
def initialise(
    parameters: Mapping[str, Tensor], seed: int, rank: int, purpose: Purpose = Purpose.LORA
) -> None:
    for index, (name, parameter) in enumerate(parameters.items()):
        if ".lora_A." in name:
            values = stream(seed, purpose, index).standard_normal(tuple(parameter.shape), dtype=np.float32)
            parameter.copy_(torch.from_numpy(values / rank))
        else:
            parameter.zero_()


@torch.no_grad()
def put(parameters: Mapping[str, Tensor], values: Mapping[str, Tensor], where: str) -> None:
    """Copy `values` into the parameters. Every key must be there, in its shape, and no other."""
    unknown, missing = sorted(set(values) - set(parameters)), sorted(set(parameters) - set(values))
    odd = [name for name in parameters if name in values and parameters[name].shape != values[name].shape]
    if unknown or missing or odd:
        raise CharspecError(
            f"this LoRA does not fit the base: {len(missing)} matrices are missing, {len(unknown)} unknown, "
            f"{len(odd)} of another shape (first: {(missing + unknown + odd)[0]})",
            where=where,
            hint="It was made for another base model or rank.",
            exit_code=1,
        )
    for name, parameter in parameters.items():
        parameter.copy_(values[name])


def file_name(plan: TrainPlan, epoch: int, component: Component = "transformer") -> str:
    """`epochs/01/vendalixia-e01.safetensors`, relative to the run's folder; the text encoder's ends in
    `-text`."""
    return f"epochs/{epoch:02d}/{plan.slug}-e{epoch:02d}{SUFFIXES[component]}.safetensors"


def text_file(path: Path) -> Path:
    """The text encoder's file that belongs to a transformer's: `NAME-text.safetensors` beside it."""
    return path.with_name(f"{path.stem}{SUFFIXES['text_encoder']}{path.suffix}")


def save(
    run_folder: Path,
    lock: Lock,
    epoch: int,
    step: int,
    parameters: Mapping[str, Tensor],
    component: Component = "transformer",
) -> Weights:
    """Write the epoch's file, read it back, check every key and value, and return its place and sha256."""
    plan = lock.plan.train
    name = file_name(plan, epoch, component)
    path = run_folder / name
    data = tensor_bytes(parameters, header(lock, epoch, step, parameters, component))
    write_atomically(path, data)
    again = load_tensors(path)
    if sorted(again) != sorted(parameters) or any(
        not torch.equal(again[key], value.detach().cpu()) for key, value in parameters.items()
    ):
        raise CharspecError(
            "the LoRA read back is not the LoRA written",
            where=str(path),
            hint="Check this disk, then run the same command again.",
            exit_code=1,
        )
    return Weights(file=name, sha256=hashlib.sha256(data).hexdigest())


def weights_of(run_folder: Path, epoch_file: str) -> Weights:
    """Place and sha256 of an epoch's file that is there already."""
    data = (run_folder / epoch_file).read_bytes()
    return Weights(file=epoch_file, sha256=hashlib.sha256(data).hexdigest())


def header(
    lock: Lock,
    epoch: int,
    step: int,
    parameters: Mapping[str, Tensor],
    component: Component = "transformer",
) -> dict[str, str]:
    """The metadata that managers of LoRAs read (modelspec 1.0.0, ss_*), that diffusers needs, and that leads
    back to the run.

    No date, licence or path: equal plans give equal files.
    """
    plan = lock.plan.train
    targets = sorted({name.removeprefix(f"{component}.").rsplit(".lora_", 1)[0] for name in parameters})
    adapter = {f"{component}.r": plan.lora.rank, f"{component}.lora_alpha": plan.lora.alpha}
    both = {} if plan.text_encoder is None else {"charspec.part": component}
    return {
        **both,
        **for_managers(plan),
        "charspec.base": plan.base.name,
        "charspec.epoch": str(epoch),
        "charspec.run_hash": lock.hashes.run,
        "format": "pt",
        "lora_adapter_metadata": json.dumps(
            {**adapter, f"{component}.target_modules": targets}, sort_keys=True, separators=(",", ":")
        ),
        "modelspec.hash_sha256": f"0x{content_sha256(parameters)}",
        "ss_epoch": str(epoch),
        "ss_output_name": Path(file_name(plan, epoch, component)).stem,
        "ss_steps": str(step),
    }

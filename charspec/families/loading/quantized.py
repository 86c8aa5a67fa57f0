"""Frozen weights in fewer bits: int8 and fp8 by torchao, nf4 by bitsandbytes.

Every Linear inside the transformer's blocks is rounded: one scale per output row (int8, fp8) or per 64
values (nf4, Dettmers et al., “QLoRA”, 2023). They are multiplied in the precision of the base, so a LoRA
learns as it would beside exact weights, and its file loads beside those. All three also run on a CPU.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import torch

from charspec.errors import CharspecError
from charspec.families.loading.hardware import Hardware

PACKAGES = {"int8": "torchao", "fp8": "torchao", "nf4": "bitsandbytes"}

_REPACKS = "support_avx512bf16_for_cpu"


def quantize(transformer: Any, hardware: Hardware) -> None:
    """Round the Linear weights of the blocks in place, each on the device, so that it never holds two whole
    models; does nothing for `none`. Raises CharspecError if the package it needs is not installed."""
    if hardware.quantization == "none":
        return
    require(PACKAGES[hardware.quantization], f"hardware.quantization={hardware.quantization}")
    for name in list(block_linears(transformer)):
        if hardware.quantization == "nf4":
            transformer.set_submodule(name, _nf4(transformer.get_submodule(name), hardware))
        else:
            _torchao(transformer.get_submodule(name), hardware)


def block_linears(transformer: Any) -> Iterator[str]:
    """Names of the Linear modules inside lists of blocks; what stands before and after them stays exact."""
    lists = tuple(
        f"{name}."
        for name, module in transformer.named_modules()
        if isinstance(module, torch.nn.ModuleList) and "." not in name
    )
    for name, module in transformer.named_modules():
        if isinstance(module, torch.nn.Linear) and name.startswith(lists):
            yield name


def require(package: str, wanted: str) -> None:
    """Raise CharspecError if `package`, which `wanted` needs, is not installed."""
    if find_spec(package) is None:
        raise CharspecError(
            f"{wanted} needs {package}, which is not installed",
            hint="Install it: pip install 'charspec[quantize]'; or take exact weights and "
            "hardware.quantization=none.",
            exit_code=1,
        )


def _torchao(linear: torch.nn.Linear, hardware: Hardware) -> None:
    torchao = importlib.import_module("torchao.quantization")
    config = (
        torchao.Int8WeightOnlyConfig(version=2)
        if hardware.quantization == "int8"
        else torchao.Float8WeightOnlyConfig()
    )
    place = linear.weight.device if hardware.offload == "blocks" else hardware.device
    torchao.quantize_(linear.to(place), config)
    linear.requires_grad_(False)


def empty_4bit(linear: torch.nn.Linear, dtype: torch.dtype, kind: str) -> Any:
    """bitsandbytes' layer in the place of `linear`, without weights; `kind` is nf4 or fp4."""
    nn = importlib.import_module("bitsandbytes.nn")
    with torch.device("meta"):
        return nn.Linear4bit(
            linear.in_features,
            linear.out_features,
            bias=linear.bias is not None,
            compute_dtype=dtype,
            quant_type=kind,
        )


def keep_as_stored(model: torch.nn.Module) -> None:
    """Let bitsandbytes' layers compute from their weights as they are stored, on every machine.

    On CPUs with AVX512-BF16 they would be repacked at the first forward, with scales rounded once more and
    for sides in multiples of 64 alone: one machine would learn otherwise than another, a small model not.
    """
    for module in model.modules():
        if hasattr(module, _REPACKS):
            setattr(module, _REPACKS, False)


def _nf4(linear: torch.nn.Linear, hardware: Hardware) -> torch.nn.Module:
    nn = importlib.import_module("bitsandbytes.nn")
    made = empty_4bit(linear, hardware.dtype, "nf4")
    made.weight = nn.Params4bit(linear.weight.data, requires_grad=False, quant_type="nf4")
    if linear.bias is not None:
        made.bias = linear.bias
    rounded: torch.nn.Module = made.to(hardware.device)
    return rounded


# PEFT says at every layer that a merge would fail; we merge into exact weights only.
warnings.filterwarnings("ignore", message="TorchaoLoraLinear was instantiated without")

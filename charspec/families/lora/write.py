"""`Lora` → a file, in the spelling of the program that shall load it."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

import torch
from torch import Tensor

from charspec.families.lora.fused import join
from charspec.families.lora.matrices import Lora, Matrices
from charspec.families.lora.names import Names, names_of
from charspec.families.lora.read import FOLDED, turned
from charspec.families.tensors import content_sha256, tensor_bytes

Keys = Literal["diffusers", "comfyui", "kohya"]

IMPLEMENTATION: dict[Keys, str] = {
    "diffusers": "https://github.com/huggingface/diffusers",
    "comfyui": "https://github.com/comfyanonymous/ComfyUI",
    "kohya": "https://github.com/kohya-ss/sd-scripts",
}
"""modelspec.implementation: the code whose names the keys are."""


def lora_bytes(lora: Lora, keys: Keys) -> bytes:
    """A safetensors file with a canonical header: the same LoRA in the same spelling is the same bytes.

    The scale, alpha / rank, is written so that each program applies it once. diffusers reads it from the
    header; kohya from an `alpha` beside every module. ComfyUI reads `alpha` too, but diffusers, which also
    takes ComfyUI's files, refuses it there on FLUX.2: a power of two is therefore folded into `up`, which
    loses nothing, and only another scale is written as `alpha`.
    """
    names = names_of(lora.architecture)
    header = dict(lora.header)
    if keys == "diffusers":
        tensors = _spelt(lora.modules, "transformer.{}.lora_A.weight", "transformer.{}.lora_B.weight")
        header["lora_adapter_metadata"] = adapter_metadata(lora.modules)
    elif keys == "comfyui":
        modules = _own(lora.modules, names) if names.comfyui_own else lora.modules
        folded = _folded(modules)
        if folded:
            modules, header[FOLDED] = folded
        ways = ("diffusion_model.{}.lora_A.weight", "diffusion_model.{}.lora_B.weight")
        tensors = _spelt(modules, *ways)
        if any(matrices.scale != 1 for matrices in modules.values()):
            tensors.update(_alphas(modules, "diffusion_model.{}.alpha"))
    else:
        own = _own(lora.modules, names)
        modules = {name.replace(".", "_"): matrices for name, matrices in own.items()}
        tensors = _spelt(modules, "lora_unet_{}.lora_down.weight", "lora_unet_{}.lora_up.weight")
        tensors.update(_alphas(modules, "lora_unet_{}.alpha"))
    header.setdefault("format", "pt")
    if "modelspec.sai_model_spec" in header:
        header["modelspec.hash_sha256"] = f"0x{content_sha256(tensors)}"
        header["modelspec.implementation"] = IMPLEMENTATION[keys]
    return tensor_bytes(tensors, header)


def refused_by_diffusers(lora: Lora, keys: Keys) -> bool:
    """Whether diffusers (0.42.1) refuses what `lora_bytes` writes: FLUX.2 with ComfyUI's keys and an `alpha`,
    that is a scale that is no power of two."""
    names = names_of(lora.architecture)
    scaled = any(matrices.scale != 1 for matrices in lora.modules.values())
    return (
        keys == "comfyui" and bool(names.fused) and names.comfyui_own and scaled and not _folded(lora.modules)
    )


def adapter_metadata(modules: Mapping[str, Matrices]) -> str:
    """The header's `lora_adapter_metadata`: PEFT's settings, without which diffusers takes alpha for the
    rank. The commonest rank and alpha stand for all; modules with others are listed."""
    kinds = Counter((matrices.rank, matrices.alpha) for matrices in modules.values())
    rank, alpha = min(kinds, key=lambda kind: (-kinds[kind], kind))
    settings: dict[str, Any] = {"r": rank, "lora_alpha": alpha, "target_modules": sorted(modules)}
    ranks = {name: matrices.rank for name, matrices in modules.items() if matrices.rank != rank}
    alphas = {name: matrices.alpha for name, matrices in modules.items() if matrices.alpha != alpha}
    if ranks:
        settings["rank_pattern"] = ranks
    if alphas:
        settings["alpha_pattern"] = alphas
    packed = {f"transformer.{name}": value for name, value in settings.items()}
    return json.dumps(packed, sort_keys=True, separators=(",", ":"))


def _spelt(modules: Mapping[str, Matrices], down: str, up: str) -> dict[str, Tensor]:
    spelt = {}
    for name, matrices in modules.items():
        spelt[down.format(name)] = matrices.down
        spelt[up.format(name)] = matrices.up
    return spelt


def _alphas(modules: Mapping[str, Matrices], key: str) -> dict[str, Tensor]:
    return {key.format(name): _alpha(matrices.alpha) for name, matrices in modules.items()}


def _alpha(value: float) -> Tensor:
    """float32 as other trainers write it, unless that would change the number."""
    single = torch.tensor(value, dtype=torch.float32)
    return single if single.item() == value else torch.tensor(value, dtype=torch.float64)


def _own(modules: Mapping[str, Matrices], names: Names) -> dict[str, Matrices]:
    """By the names of the model's own code: q, k and v joined, what it has the other way round turned."""
    groups: dict[str, dict[str, Matrices]] = {}
    for name, matrices in modules.items():
        groups.setdefault(names.own_name(name), {})[name] = matrices
    own = {}
    for target, members in groups.items():
        parts = names.from_file(target, flat=False)
        if len(parts) > 1:
            own[target] = join([members.get(part) for part in parts])
            continue
        ((name, matrices),) = members.items()
        up = turned(matrices.up) if names.is_turned(name) else matrices.up
        own[target] = Matrices(matrices.down, up, matrices.alpha)
    return own


def _folded(modules: Mapping[str, Matrices]) -> tuple[dict[str, Matrices], str] | None:
    """The modules with their common scale in `up`, and the scale; None if that would change a number, or if
    there is nothing to fold."""
    scales = {matrices.scale for matrices in modules.values()}
    scale = next(iter(scales))
    if len(scales) > 1 or scale == 1 or scale <= 0 or math.frexp(scale)[0] != 0.5:
        return None
    folded = {
        name: Matrices(matrices.down, matrices.up * scale, float(matrices.rank))
        for name, matrices in modules.items()
    }
    if any(not torch.equal(folded[name].up / scale, modules[name].up) for name in modules):
        return None
    return folded, repr(scale)

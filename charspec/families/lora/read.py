"""A LoRA file of any trainer → `Lora`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from charspec.errors import CharspecError
from charspec.families.lora.file import Weights, lora_in, read_weights
from charspec.families.lora.fused import split
from charspec.families.lora.keys import Found, Module, by_module, some
from charspec.families.lora.likeness import bases_like, elsewhere
from charspec.families.lora.matrices import Lora, Matrices
from charspec.families.lora.names import QKV, Names, all_architectures, names_of
from charspec.families.quiet import spared

with spared():
    from peft.utils.other import get_pattern_key

FOLDED = "charspec.folded_scale"
"""In the header of a ComfyUI file of ours: the power of two that `up` was multiplied by."""

OF_SPELLING = ("lora_adapter_metadata", FOLDED)
"""Entries of a header that are only true of how this file is spelt."""


def read_lora(path: Path, architecture: str | None = None) -> Lora:
    """Read a LoRA, a file or a folder as PEFT writes it, in whatever spelling.

    `architecture`: that of the base it is wanted for; None finds it by the keys. Raises CharspecError if the
    file cannot be read or has keys that the architecture does not know.
    """
    file = lora_in(path)
    if file is None:
        raise CharspecError("there is no LoRA here", where=str(path), hint="Name a .safetensors file.")
    weights = read_weights(file)
    _refuse_variants(weights.adapter, str(file))
    modules = by_module(weights.tensors, str(file))
    chosen = architecture or _architecture(modules, weights, str(file))
    found, unknown = _recognised(modules, weights, chosen, str(file))
    if unknown:
        raise _unknown(modules, unknown, weights, architecture, str(file))
    header = {name: value for name, value in weights.header.items() if name not in OF_SPELLING}
    return Lora(chosen, dict(sorted(found.items())), header)


def _refuse_variants(adapter: Mapping[str, Any], where: str) -> None:
    if adapter.get("use_dora") or adapter.get("peft_type", "LORA") != "LORA":
        raise CharspecError(
            f"this is a {'DoRA' if adapter.get('use_dora') else adapter['peft_type']}, which charspec "
            "cannot use",
            where=where,
            hint="charspec uses plain LoRAs.",
            exit_code=1,
        )


def _recognised(
    modules: Mapping[Module, Found], weights: Weights, architecture: str, where: str
) -> tuple[dict[str, Matrices], list[str]]:
    """The matrices by diffusers' names, and the file's names for modules that the architecture lacks."""
    names = names_of(architecture)
    known: dict[str, Matrices] = {}
    unknown: list[str] = []
    for module, found in modules.items():
        targets = names.from_file(module.name, module.flat)
        if not targets:
            unknown.append(found.key)
            continue
        matrices = _matrices(found, weights, module.name)
        for name, part in _parts(targets, matrices, module, names, where):
            if name in known:
                raise CharspecError(
                    f"this LoRA has {name} twice, under different names",
                    where=where,
                    hint="Two LoRAs were put into one file: take them apart, or take another file.",
                    exit_code=1,
                )
            known[name] = part
    return known, unknown


def _parts(
    targets: tuple[str, ...], matrices: Matrices, module: Module, names: Names, where: str
) -> list[tuple[str, Matrices]]:
    if len(targets) == 1:
        name = targets[0]
        own = names.own_name(name)
        spelt = own.replace(".", "_") if module.flat else own
        if names.is_turned(name) and module.name == spelt:
            matrices = Matrices(matrices.down, turned(matrices.up), matrices.alpha)
        return [(name, matrices)]
    if matrices.up.shape[0] % QKV:
        raise CharspecError(
            f"{module.name} has {matrices.up.shape[0]} rows, which are not q, k and v",
            where=where,
            hint="It was made for another base.",
            exit_code=1,
        )
    parts = split(matrices, QKV)
    return [(name, part) for name, part in zip(targets, parts, strict=True) if part is not None]


def turned(up: torch.Tensor) -> torch.Tensor:
    """The halves of the rows in the other order."""
    first, second = up.chunk(2)
    return torch.cat([second, first])


def _matrices(found: Found, weights: Weights, name: str) -> Matrices:
    assert found.down is not None
    assert found.up is not None  # `by_module` saw to both
    rank = found.down.shape[0]
    if FOLDED in weights.header:
        scale = float(weights.header[FOLDED])
        return Matrices(found.down, found.up / scale, scale * rank)
    return Matrices(found.down, found.up, _alpha(found, weights.adapter, name, rank))


def _alpha(found: Found, adapter: Mapping[str, Any], name: str, rank: int) -> float:
    """That of the file; else that of PEFT's settings; else the rank, which scales by 1."""
    if found.alpha is not None:
        return found.alpha
    if "lora_alpha" not in adapter:
        return float(rank)
    patterns = adapter.get("alpha_pattern") or {}
    alpha = float(patterns.get(get_pattern_key(patterns.keys(), name), adapter["lora_alpha"]))
    return alpha * math.sqrt(rank) if adapter.get("use_rslora") else alpha


def _architecture(modules: Mapping[Module, Found], weights: Weights, where: str) -> str:
    """The architecture that knows most of the modules; where two know as many, the one with a base of such
    shapes. Raises CharspecError if that is none, or several."""
    counts = {
        name: sum(bool(names_of(name).from_file(*module)) for module in modules)
        for name in all_architectures()
    }
    best = [name for name, count in counts.items() if count and count == max(counts.values())]
    if len(best) > 1:
        shaped = [name for name in best if bases_like(name, _recognised(modules, weights, name, where)[0])]
        best = shaped or best
    if len(best) == 1:
        return best[0]
    if not best:
        raise _unknown(modules, [found.key for found in modules.values()], weights, None, where)
    raise CharspecError(
        f"this LoRA could be for more than one architecture: {', '.join(best)}",
        where=where,
        hint="Say which base it was made for: --base NAME.",
        exit_code=1,
    )


def _unknown(
    modules: Mapping[Module, Found],
    unknown: list[str],
    weights: Weights,
    architecture: str | None,
    where: str,
) -> CharspecError:
    """What to say of modules that the architecture does not know."""
    for name in all_architectures():
        if name == architecture:
            continue
        found, left = _recognised(modules, weights, name, where)
        bases = bases_like(name, found) if not left else []
        if bases:
            return CharspecError(
                "this LoRA was made for another base",
                where=where,
                hint=f"By its keys and shapes it is for {' or '.join(bases)}: choose that base.",
                exit_code=1,
            )
    other = elsewhere(found.key for found in modules.values())
    if other:
        what = f"this LoRA was made for {other}, which is none of charspec's bases"
        return CharspecError(what, where=where, hint="Take one made for your base.", exit_code=1)
    return CharspecError(
        f"charspec does not know {len(unknown)} of the {len(modules)} modules of this LoRA: {some(unknown)}",
        where=where,
        hint="It was made for another base, or teaches parts that charspec cannot use.",
        exit_code=1,
    )

"""Putting a LoRA into a transformer to draw with it."""

from __future__ import annotations

import json
from typing import Any

import torch

from charspec.errors import CharspecError
from charspec.families.lora.keys import some
from charspec.families.lora.likeness import bases_like
from charspec.families.lora.matrices import Lora
from charspec.families.lora.write import adapter_metadata
from charspec.families.quiet import spared

with spared():
    from peft import LoraConfig
    from peft.tuners.lora import LoraLayer

ADAPTER = "default"


@torch.no_grad()
def mount(transformer: Any, lora: Lora, where: torch.device, base: str, file: str) -> None:
    """Put every matrix beside its module, float32 and on `where`, each with its own rank and scale.

    Raises CharspecError, before anything was changed, if a module is missing or has another shape. `base`
    and `file` are its words.
    """
    check_fit(transformer, lora, base, file)
    packed = json.loads(adapter_metadata(lora.modules))
    settings = {name.removeprefix("transformer."): value for name, value in packed.items()}
    transformer.add_adapter(LoraConfig(**settings), ADAPTER)
    refill(transformer, lora, where)


@torch.no_grad()
def refill(transformer: Any, lora: Lora, where: torch.device) -> None:
    """Put other values into a mounted LoRA, of the same modules, ranks and alphas."""
    for name, matrices in lora.modules.items():
        layer = transformer.get_submodule(name)
        for part, values in ((layer.lora_A, matrices.down), (layer.lora_B, matrices.up)):
            parameter = part[ADAPTER].weight
            parameter.data = values.to(where, torch.float32)
            parameter.requires_grad_(False)


def set_strength(transformer: Any, strength: float) -> None:
    """Multiply the mounted LoRA by `strength`, 1 as it was trained; nothing where none is mounted."""
    for module in transformer.modules():
        if isinstance(module, LoraLayer):
            module.set_scale(ADAPTER, strength)


def check_fit(transformer: Any, lora: Lora, base: str, file: str) -> None:
    """Raise CharspecError unless the transformer has every module of the LoRA, in its shape."""
    there = dict(transformer.named_modules())
    missing, odd = [], []
    for name, matrices in lora.modules.items():
        module = there.get(name)
        if not isinstance(module, torch.nn.Linear):
            missing.append(name)
        elif (module.in_features, module.out_features) != (matrices.down.shape[1], matrices.up.shape[0]):
            odd.append(
                f"{name} ({matrices.down.shape[1]} → {matrices.up.shape[0]} instead of "
                f"{module.in_features} → {module.out_features})"
            )
    if not missing and not odd:
        return
    what = f"it lacks {some(missing)}" if missing else f"its shapes differ in {some(odd)}"
    likely = [name for name in bases_like(lora.architecture, lora.modules) if name != base]
    guess = f"By its keys and shapes it is for {' or '.join(likely)}: " if likely else ""
    raise CharspecError(
        f"this LoRA does not fit {base}: {what}",
        where=file,
        hint=f"{guess}{'n' if guess else 'N'}ame the base it was made for: --base NAME.",
        exit_code=1,
    )

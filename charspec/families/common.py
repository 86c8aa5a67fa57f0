"""What families share: plain functions, called by each where it fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from torch import Tensor
from transformers.utils import logging

from charspec.errors import CharspecError
from charspec.families import Component
from charspec.families.loading import Hardware
from charspec.families.weights import fingerprint

logging.disable_progress_bar()  # a bar per component would tear the run's own apart

FOLDERS: dict[Component, tuple[str, ...]] = {
    "text": ("text_encoder", "tokenizer"),
    "image": ("vae",),
    "transformer": ("transformer",),
}


def identity(code: str, component: Component, folder: Path, hardware: Hardware, token_limit: int) -> str:
    """`code` names a family and the edition of its encoding; the rest is what its outputs depend on."""
    weights = fingerprint(*(folder / part for part in FOLDERS[component]))
    limit = token_limit if component == "text" else ""
    return f"{code} {component} {weights} {hardware.dtype} {hardware.device.type} {limit}"


def check_lengths(
    prompts: Sequence[str], count: Callable[[str], int], token_limit: int, base_name: str
) -> None:
    """Raise CharspecError for a prompt of more tokens than the base reads, the template counted too."""
    for prompt in prompts:
        length = count(prompt)
        if length > token_limit:
            raise CharspecError(
                f"{length} tokens, but {base_name} reads {token_limit}: its end would be cut off",
                where=f"“{prompt}”",
                hint="Shorten this caption or prompt.",
                exit_code=1,
            )


def linear_names(model: Any, inside: tuple[str, ...], parts: tuple[str, ...]) -> list[str]:
    """Full names of the Linear modules below `inside` whose name holds one of `parts`, sorted."""
    return sorted(
        name
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear)
        and name.startswith(inside)
        and any(part in name for part in parts)
    )


def scheduler(folder: Path) -> Any:
    """The scheduler that the base is published with."""
    return FlowMatchEulerDiscreteScheduler.from_pretrained(folder / "scheduler")


def round_inputs(module: Any, dtype: torch.dtype) -> None:
    """Let `module` take float32 and compute in `dtype`.

    Some transformers round σ to the type of the latents they are given, and bfloat16 keeps but 507 of the
    1,001 values between 0 and 1. With this on the module that the latents meet first, they can be given in
    float32, and so can σ; only its sines, which lose little, are rounded.
    """

    def rounded(_module: Any, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return tuple(value.to(dtype) for value in inputs)

    module.register_forward_pre_hook(rounded)

"""How much a LoRA changes its base: asked before one is handed on."""

from __future__ import annotations

import math

import torch

from charspec.families.lora.matrices import Lora

MOVED = 0.002
"""Least `strength` of a LoRA that does something. Measured on `tiny` with the LoRA of the example's first
epoch (0.048) made smaller: at 0.0024 three pictures change by 0.4 to 0.8 of 255 levels on average, at 0.0014
by 0.24 to 0.43, at the first epoch by 29 to 62. Its tenth epoch has 0.27."""


@torch.no_grad()
def strength(lora: Lora) -> float:
    """What the LoRA adds to the output of a layer, as root mean square over its layers: 0 for a LoRA that
    never learned.

    The input of such a layer is normalised, so that an entry of it is about 1 in size; then the rms of
    ΔW·x is ‖ΔW‖ / √out with ΔW = alpha / rank · up·down, and ‖up·down‖² is the sum of (upᵀup) ∘ (down·downᵀ),
    two matrices no larger than the rank.
    """
    total = 0.0
    for matrices in lora.modules.values():
        down, up = matrices.down.double(), matrices.up.double()
        squared = float(((up.T @ up) * (down @ down.T)).sum())
        total += max(0.0, squared) * matrices.scale**2 / up.shape[0]
    return math.sqrt(total / len(lora.modules))

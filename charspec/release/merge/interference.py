"""How far LoRAs get in each other's way, told from their weights alone.

Numbers to orient by, not a verdict on pictures: those are what the grid is for. The thresholds of the words
are rules of thumb; nobody has measured where a mixture breaks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from charspec.families.lora import Matrices
from charspec.release.merge.parts import Part

ALIKE, AGAINST = 0.2, -0.05
"""Cosines from which two LoRAs are said to teach the same, or to undo each other."""

OUTWEIGHS = 2.0
"""Ratio of norms from which one is said to outweigh the other."""

_ROWS = 256
"""Signs are compared in at most so many rows of a module, evenly spread: thousands say nothing else."""


@dataclass(frozen=True)
class Pair:
    """Two LoRAs, each with its weight. `cosine` of their deltas, all shared modules as one vector; `module`:
    where the cosine is furthest from 0, and what it is there; `conflict`: the share of what they have in
    common in size, Σ min(|a|, |b|), where the signs differ, which is 0.5 of unrelated ones. With no shared
    module they cannot meet: `shared` is 0, and so is the rest."""

    one: int
    other: int
    shared: int
    cosine: float
    module: str
    at_module: float
    conflict: float


@torch.no_grad()
def interference(parts: Sequence[Part]) -> tuple[list[float], list[Pair]]:
    """The norm (Frobenius) of each weighted delta over the transformer, and every pair of them."""
    norms = [
        math.sqrt(sum(_product(matrices, matrices) for matrices in part.lora.modules.values()))
        * abs(part.weight)
        for part in parts
    ]
    pairs = [_pair(parts, one, other) for one in range(len(parts)) for other in range(one + 1, len(parts))]
    return norms, pairs


def _pair(parts: Sequence[Part], one: int, other: int) -> Pair:
    a, b = parts[one].lora.modules, parts[other].lora.modules
    sign = math.copysign(1.0, parts[one].weight * parts[other].weight)
    shared = sorted(a.keys() & b.keys())
    inner = norm_a = norm_b = met = apart = 0.0
    module, at_module = "", 0.0
    for name in shared:
        product = sign * _product(a[name], b[name])
        own_a, own_b = _product(a[name], a[name]), _product(b[name], b[name])
        inner, norm_a, norm_b = inner + product, norm_a + own_a, norm_b + own_b
        cosine = product / math.sqrt(own_a * own_b) if own_a and own_b else 0.0
        if abs(cosine) > abs(at_module):
            module, at_module = name, cosine
        common, unlike = _signs(a[name], b[name], parts[one].weight, parts[other].weight)
        met, apart = met + common, apart + unlike
    cosine = inner / math.sqrt(norm_a * norm_b) if norm_a and norm_b else 0.0
    return Pair(one, other, len(shared), cosine, module, at_module, apart / met if met else 0.0)


def _product(one: Matrices, other: Matrices) -> float:
    """The inner product of two deltas, without making them: ⟨U·D, V·E⟩ = Σ (Uᵀ·V) ∘ (D·Eᵀ)."""
    ups = one.up.double().T @ other.up.double()
    downs = one.down.double() @ other.down.double().T
    return float((ups * downs).sum()) * one.scale * other.scale


def _signs(one: Matrices, other: Matrices, weight: float, by: float) -> tuple[float, float]:
    """Σ min(|a|, |b|), and the part of it where the signs differ."""
    a, b = _delta(one, weight), _delta(other, by)
    smaller = torch.minimum(a.abs(), b.abs())
    return float(smaller.sum()), float(smaller[(a * b) < 0].sum())


def _delta(matrices: Matrices, weight: float) -> Tensor:
    rows = matrices.up.float()[:: -(-matrices.up.shape[0] // _ROWS)]
    return (rows @ matrices.down.float()) * (weight * matrices.scale)


def summary(parts: Sequence[Part], norms: Sequence[float], pairs: Sequence[Pair]) -> list[str]:
    """What the numbers mean, a sentence or two for each pair."""
    lines = []
    for pair in pairs:
        one, other = parts[pair.one], parts[pair.other]
        lines.append(f"{one.name} and {other.name}: {_meeting(pair)}{_balance(parts, norms, pair)}")
    return lines


def _meeting(pair: Pair) -> str:
    if not pair.shared:
        return "they touch different layers, and cannot get in each other's way."
    most = f", {pair.at_module:+.2f} in {pair.module}" if abs(pair.at_module) >= ALIKE else ""
    numbers = f"cosine {pair.cosine:+.2f}{most}; signs differ in {pair.conflict:.0%}"
    if pair.cosine >= ALIKE:
        return f"they pull the same way ({numbers}): together they are stronger; lower the weights."
    if pair.cosine <= AGAINST:
        return f"they pull against each other ({numbers}): each takes from the other; look at the grid."
    return f"nearly independent ({numbers}; unrelated ones have 0 and 50%)."


def _balance(parts: Sequence[Part], norms: Sequence[float], pair: Pair) -> str:
    order = sorted((pair.one, pair.other), key=lambda place: norms[place])
    less, more = order
    if norms[less] == 0 or norms[more] / norms[less] < OUTWEIGHS:
        return ""
    ratio = norms[more] / norms[less]
    equal = parts[more].weight / ratio
    return f" {parts[more].name} outweighs it {ratio:.1f} times: at {equal:.2g} they would be equal."

"""LoRAs → one: side by side, which is exact, or pressed to a rank by singular values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from charspec.families.lora import Matrices
from charspec.release.merge.parts import Part

Method = Literal["cat", "svd"]
Weighted = tuple[Matrices, float]


@dataclass(frozen=True)
class Merged:
    """`modules` of the transformer and `text` of the text encoder, float32, every scale 1. `lost`: the share
    of the energy, Σσ², that the rank left no room for; 0 of what is side by side."""

    modules: Mapping[str, Matrices]
    text: Mapping[str, Matrices]
    lost: float

    @property
    def rank(self) -> int:
        """The largest of any module."""
        return max(matrices.rank for matrices in (*self.modules.values(), *self.text.values()))


@torch.no_grad()
def combine(parts: Sequence[Part], weights: Sequence[float], method: Method, rank: int | None) -> Merged:
    """Σ weight · (alpha / rank) · up · down, module by module; one that a LoRA lacks gets nothing from it.

    `cat` sets the matrices side by side: the rank of a module is the sum of the ranks, and the sum is exact
    but for the rounding of one product to float32. `svd` takes the `rank` largest singular values of the same
    sum, which is the nearest that any LoRA of this rank comes to it (Eckart and Young, 1936).
    """
    lost = total = 0.0
    halves: list[dict[str, Matrices]] = []
    for half in ([part.lora.modules for part in parts], [part.text for part in parts]):
        made: dict[str, Matrices] = {}
        for name in sorted({name for modules in half for name in modules}):
            found = [
                (modules[name], weight)
                for modules, weight in zip(half, weights, strict=True)
                if name in modules
            ]
            side = _side_by_side(found)
            if method == "svd":
                assert rank is not None, "svd is to a rank"
                side, less, all_of_it = _pressed(found, rank)
                lost, total = lost + less, total + all_of_it
            made[name] = side
        halves.append(made)
    return Merged(halves[0], halves[1], lost / total if total else 0.0)


def _side_by_side(found: Sequence[Weighted]) -> Matrices:
    down = torch.cat([matrices.down.float() for matrices, _ in found])
    up = torch.cat([matrices.up.float() * (weight * matrices.scale) for matrices, weight in found], dim=1)
    return Matrices(down, up, float(down.shape[0]))


def _pressed(found: Sequence[Weighted], rank: int) -> tuple[Matrices, float, float]:
    """The sum at a rank; the energy that is lost, and all of it.

    The sum itself, (out, in), is never made: with up = Qu·Ru and downᵀ = Qd·Rd, its singular values are
    those of the small matrix Ru·Rdᵀ. In float64, and with the sign of each pair fixed, so that it comes out
    the same again.
    """
    down = torch.cat([matrices.down.double() for matrices, _ in found])
    up = torch.cat([matrices.up.double() * (weight * matrices.scale) for matrices, weight in found], dim=1)
    left, upper = torch.linalg.qr(up)
    right, lower = torch.linalg.qr(down.T)
    u, sigma, vh = torch.linalg.svd(upper @ lower.T)
    kept = min(rank, int(sigma.numel()))
    u, vh = left @ u[:, :kept], vh[:kept] @ right.T
    signs = _signs(u)
    root = sigma[:kept].sqrt()
    matrices = Matrices((vh * (root * signs)[:, None]).float(), (u * (root * signs)).float(), float(kept))
    energy = sigma.square()
    return matrices, float(energy[kept:].sum()), float(energy.sum())


def _signs(columns: Tensor) -> Tensor:
    """−1 for each column whose largest value is negative, else 1: an SVD leaves that open."""
    largest = columns.gather(0, columns.abs().argmax(0, keepdim=True))[0]
    return torch.where(largest < 0, -1.0, 1.0).to(columns.dtype)

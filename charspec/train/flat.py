"""All matrices of a LoRA in one tensor, so that clipping and stepping are one operation each.

A LoRA has some hundred small matrices, and an operation on each costs more than its arithmetic: measured on
84 of them, 0.63 ms a step apart and 0.19 ms together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import torch
from torch import Tensor

_ALIGNED = 16
"""Every matrix begins at a multiple of so many numbers, 64 bytes: kernels read it as if it lay alone."""


@dataclass(frozen=True)
class Flat:
    """`values` has every matrix one after the other, and a gradient likewise; `places` says where each is."""

    values: Tensor
    places: Mapping[str, tuple[int, torch.Size]]

    def view(self, whole: Tensor, name: str) -> Tensor:
        """The part of a tensor as long as `values` that belongs to a matrix, in its shape."""
        start, shape = self.places[name]
        return whole[start : start + shape.numel()].view(shape)

    def join(self, matrices: Mapping[str, Tensor]) -> Tensor:
        """The tensor whose `view`s are these matrices."""
        whole = torch.zeros_like(self.values.detach())
        for name in self.places:
            self.view(whole, name).copy_(matrices[name])
        return whole


@torch.no_grad()
def flatten(parameters: Mapping[str, Tensor]) -> Flat:
    """Move parameters of one device and type into one tensor. They stay the parameters of their model, with
    their values: views of it, whose gradients gather in views of its gradient."""
    shapes = [parameter.shape for parameter in parameters.values()]
    ends = list(accumulate(-(-shape.numel() // _ALIGNED) * _ALIGNED for shape in shapes))
    places = dict(zip(parameters, zip([0, *ends], shapes, strict=False), strict=True))
    first = next(iter(parameters.values()))
    flat = Flat(torch.zeros(ends[-1], dtype=first.dtype, device=first.device, requires_grad=True), places)
    flat.values.grad = torch.zeros_like(flat.values)
    for name, parameter in parameters.items():
        mine = flat.view(flat.values.detach(), name)
        mine.copy_(parameter)
        parameter.data = mine
        parameter.grad = flat.view(flat.values.grad, name)
    return flat

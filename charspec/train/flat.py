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
    """`values` has every matrix one after the other, and a gradient likewise; `places` says where each is.

    Autograd knows the matrices alone: `values` asks for no gradient, it is given one.
    """

    values: Tensor
    places: Mapping[str, tuple[int, torch.Size]]

    @property
    def gradient(self) -> Tensor:
        assert self.values.grad is not None, "flatten gave it one"
        return self.values.grad

    def view(self, whole: Tensor, name: str) -> Tensor:
        """The part of a tensor as long as `values` that belongs to a matrix, in its shape."""
        start, shape = self.places[name]
        return whole[start : start + shape.numel()].view(shape)

    def join(self, matrices: Mapping[str, Tensor]) -> Tensor:
        """The tensor whose `view`s are these matrices."""
        whole = torch.zeros_like(self.values)
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
    flat = Flat(torch.zeros(ends[-1], dtype=first.dtype, device=first.device), places)
    flat.values.grad = torch.zeros_like(flat.values)
    for name, parameter in parameters.items():
        mine = flat.view(flat.values, name)
        mine.copy_(parameter)
        parameter.data = mine
        parameter.grad = flat.view(flat.gradient, name)
    return flat


def clip(flat: Flat, max_norm: float) -> None:
    """What `torch.nn.utils.clip_grad_norm_` does to this one tensor, in its operations and so to the bit."""
    gradient = flat.gradient
    norm = torch.linalg.vector_norm(gradient)
    gradient.mul_(torch.clamp(max_norm / (norm + 1e-6), max=1.0))


def step(flat: Flat, optimizer: torch.optim.Optimizer) -> None:
    """One step of the fused AdamW that holds this tensor; its gradient is zero afterwards.

    The first is `optimizer.step()`, which makes the state; the others are the one operation that this ends
    in. What it does on the way there, for hooks, closures and groups of tensors, takes 0.2 ms between two
    steps of a small model, and the operation 0.05 ms.
    """
    state, group = optimizer.state[flat.values], optimizer.param_groups[0]
    if not state:
        optimizer.step()
    else:
        state["step"] += 1
        torch._fused_adamw_(
            [flat.values],
            [flat.gradient],
            [state["exp_avg"]],
            [state["exp_avg_sq"]],
            [],
            [state["step"]],
            lr=group["lr"],
            beta1=group["betas"][0],
            beta2=group["betas"][1],
            weight_decay=group["weight_decay"],
            eps=group["eps"],
            amsgrad=False,
            maximize=False,
        )
    flat.gradient.zero_()

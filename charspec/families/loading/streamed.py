"""A model larger than the GPU: blocks lie in main memory and visit the device one at a time.

Before a block's forward its frozen weights are copied to the device, after it the copies are dropped; with
gradient checkpointing the backward pass runs each block's forward again, so it, too, holds one block. Same
values, same kernels: the bytes of a training do not change. What is learnt (a LoRA) is left where it is.
diffusers' own group offloading is not used: it moves the LoRA of a block away with it, and what an optimizer
wrote on one device would be lost on the other.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

Placed = list[tuple[nn.Module, str, nn.Parameter]]
"""A module, the name of one of its parameters, and that parameter in main memory."""


def stream_blocks(model: Any, device: torch.device) -> Any:
    """Keep the blocks of `model` where they are and let each visit `device` for its forward; move the rest
    there for good. Returns the model."""
    blocks = outer_blocks(model)
    inside = {id(parameter) for block in blocks for parameter in block.parameters()}
    for module in model.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            if id(parameter) not in inside:
                module._parameters[name] = moved(parameter, device)
        for name, buffer in list(module.named_buffers(recurse=False)):
            module._buffers[name] = buffer.to(device)
    for block in blocks:
        _stream(block, device)
    return model


def outer_blocks(model: nn.Module) -> list[nn.Module]:
    """The members of the outermost lists of modules: layers of an encoder, blocks of a transformer."""
    lists: list[str] = []
    for name, module in model.named_modules():
        if isinstance(module, nn.ModuleList) and not name.startswith(tuple(f"{outer}." for outer in lists)):
            lists.append(name)
    return [block for name in lists for block in model.get_submodule(name).children()]


def moved(parameter: nn.Parameter, device: torch.device) -> nn.Parameter:
    """A copy on `device`, also of a quantised parameter; on the same device a second one, so that tests see
    what a GPU would hold."""
    copy = parameter.detach().to(device, copy=True)
    return nn.Parameter(copy, requires_grad=False)


def _stream(block: nn.Module, device: torch.device) -> None:
    kept: Placed = [
        (module, name, parameter)
        for module in block.modules()
        for name, parameter in module.named_parameters(recurse=False)
    ]

    def fetch(_module: nn.Module, _inputs: object) -> None:
        for module, name, parameter in kept:
            module._parameters[name] = moved(parameter, device)

    def drop(_module: nn.Module, _inputs: object, _output: object) -> None:
        for module, name, parameter in kept:
            module._parameters[name] = parameter

    block.register_forward_pre_hook(fetch)
    # Also when a forward is broken off: checkpointing stops a recomputation as soon as it has what it needs.
    block.register_forward_hook(drop, always_call=True)

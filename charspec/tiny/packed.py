"""Files of small networks, a byte for each weight.

A row of a matrix, or the filter of one channel, is kept as whole numbers from −127 to 127 and one scale; all
else is float16. Measured on the encoder and the judge of the embedded base: half the bytes of float16, and
docs/tiny.md's figures stay what they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

_SCALE = ".scale"
_MOST = 127


def save_packed(tensors: Mapping[str, Tensor], path: Path) -> None:
    """Write float tensors; those of two axes and more lose up to 1/254 of the largest of their row."""
    packed: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        value = tensor.detach().half()
        if value.dim() < 2:
            packed[name] = value.contiguous()
            continue
        rows = value.float().flatten(1)
        scale = rows.abs().amax(1, keepdim=True).clamp_min(1e-12) / _MOST
        packed[name] = (rows / scale).round().to(torch.int8).view(value.shape).contiguous()
        packed[f"{name}{_SCALE}"] = scale.flatten().contiguous()
    save_file(packed, path)


def load_packed(path: Path) -> dict[str, Tensor]:
    """The tensors of a file of `save_packed` in float32, close to what they were."""
    found = load_file(path)
    scales = {name.removesuffix(_SCALE): found.pop(name) for name in list(found) if name.endswith(_SCALE)}
    return {
        name: (value.float().flatten(1) * scales[name][:, None]).view(value.shape)
        if name in scales
        else value.float()
        for name, value in found.items()
    }

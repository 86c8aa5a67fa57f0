"""Tensors as safetensors with a canonical header: the same content is the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from safetensors.torch import save
from torch import Tensor, uint8


def tensor_bytes(tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> bytes:
    """A safetensors file with a canonical header: keys sorted, so that the same content is the same bytes.

    The library writes `__metadata__` in random order; only the header is written anew, the data stay as they
    are.
    """
    plain: bytes = save(
        {name: value.detach().cpu().contiguous() for name, value in tensors.items()}, dict(metadata)
    )
    length = int.from_bytes(plain[:8], "little")
    header = json.dumps(json.loads(plain[8 : 8 + length]), sort_keys=True, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    return len(header).to_bytes(8, "little") + header + plain[8 + length :]


def tensor_header(data: bytes) -> dict[str, str]:
    """The metadata of a safetensors file."""
    length = int.from_bytes(data[:8], "little")
    found: dict[str, str] = json.loads(data[8 : 8 + length]).get("__metadata__", {})
    return found


def content_sha256(tensors: Mapping[str, Tensor]) -> str:
    """sha256 of names, types, shapes and values, in the order of names."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        value = tensors[name].detach().cpu().contiguous()
        digest.update(f"{name} {value.dtype} {tuple(value.shape)}\n".encode())
        digest.update(value.flatten().view(dtype=uint8).numpy().tobytes())
    return digest.hexdigest()

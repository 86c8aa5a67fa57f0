"""The text encoder's half of a LoRA, which charspec alone writes and loads: `NAME-text.safetensors`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import torch

from charspec.errors import CharspecError
from charspec.families.lora import Matrices
from charspec.families.lora.file import read_weights

TEXT = "text_encoder"
"""What `charspec.part` says in its header, and what its keys begin with."""

_AGAIN = "Copy both halves again."
_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"


def text_file(file: Path) -> Path:
    """Where the half that belongs to a LoRA lies."""
    return file.with_name(f"{file.stem}-text{file.suffix}")


def read_text_half(file: Path, header: Mapping[str, str]) -> tuple[dict[str, Matrices], str]:
    """Its matrices by module, and the sha256 of the file. `header`: that of the other half, which says alpha.

    Raises CharspecError (exit 1) if it is missing, or is not what charspec writes.
    """
    path = text_file(file)
    if not path.is_file():
        raise CharspecError(
            "the other half of this LoRA is missing: it was trained together with the text encoder's",
            str(path),
            "Put that file beside the LoRA, under this name.",
            1,
        )
    tensors = read_weights(path).tensors
    names = sorted({name.removesuffix(_DOWN).removesuffix(_UP) for name in tensors})
    if sorted(tensors) != sorted(f"{name}{end}" for name in names for end in (_DOWN, _UP)) or not names:
        raise CharspecError("this is no text encoder's half of charspec's", str(path), _AGAIN, 1)
    said = header.get("ss_network_alpha", "")
    try:
        alpha = float(said)
    except ValueError:
        message = f"ss_network_alpha in its header is no number: '{said}'"
        raise CharspecError(message, str(file), _AGAIN, 1) from None
    found = {name: Matrices(tensors[f"{name}{_DOWN}"], tensors[f"{name}{_UP}"], alpha) for name in names}
    return found, hashlib.sha256(path.read_bytes()).hexdigest()


def text_tensors(modules: Mapping[str, Matrices], rank: int) -> dict[str, torch.Tensor]:
    """The tensors of its file, each of the same rank, as it is loaded: what is less is filled with zeros,
    which add nothing. Every scale is 1."""
    found = {}
    for name, matrices in modules.items():
        spare = rank - matrices.rank
        down, up = matrices.down, matrices.up * matrices.scale
        found[f"{name}{_DOWN}"] = torch.cat([down, down.new_zeros(spare, down.shape[1])])
        found[f"{name}{_UP}"] = torch.cat([up, up.new_zeros(up.shape[0], spare)], dim=1)
    return found

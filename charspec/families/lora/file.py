"""The file of a LoRA, of any trainer: safetensors alone, whole and finite."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load
from torch import Tensor

from charspec.errors import CharspecError
from charspec.families.tensors import tensor_header

IN_FOLDERS = ("adapter_model.safetensors", "pytorch_lora_weights.safetensors")
"""The names that PEFT and diffusers give a LoRA that is saved as a folder."""

ADAPTER_CONFIG = "adapter_config.json"
_PICKLES = (".ckpt", ".pt", ".pth", ".bin", ".pkl")
_PICKLE_STARTS = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


@dataclass(frozen=True)
class Weights:
    """`adapter`: PEFT's settings, from the file beside it or from diffusers' entry in the header."""

    tensors: Mapping[str, Tensor]
    header: Mapping[str, str]
    adapter: Mapping[str, Any]


def lora_in(path: Path) -> Path | None:
    """The file of a LoRA: `path` itself, or the one in a folder as PEFT and diffusers write it; None if there
    is none."""
    if path.is_dir():
        return next((path / name for name in IN_FOLDERS if (path / name).is_file()), None)
    return path if path.is_file() else None


def read_weights(path: Path) -> Weights:
    """Tensors, metadata and PEFT's settings; raises CharspecError for a pickle, and for a file that is cut
    short, has no numbers where numbers should be, or is something else."""
    data = path.read_bytes()
    _refuse_pickle(path, data)
    try:
        tensors = dict(load(data))
    except (SafetensorError, ValueError) as error:
        raise _unreadable(path, error) from error
    for name in sorted(tensors):
        if tensors[name].is_floating_point() and not bool(torch.isfinite(tensors[name]).all()):
            raise CharspecError(
                f"this LoRA holds values that are no numbers (NaN or infinite), first in {name}",
                where=str(path),
                hint="Its training failed: take a file of an earlier epoch.",
                exit_code=1,
            )
    header = tensor_header(data)
    return Weights(tensors, header, _adapter(path, header))


def read_header(path: Path) -> dict[str, str]:
    """The metadata alone, without reading the tensors; raises CharspecError as `read_weights` does."""
    with path.open("rb") as stream:
        _refuse_pickle(path, stream.read(8))
    try:
        with safe_open(path, "pt") as opened:
            return dict(opened.metadata() or {})
    except (SafetensorError, ValueError) as error:
        raise _unreadable(path, error) from error


def _refuse_pickle(path: Path, data: bytes) -> None:
    if path.suffix.lower() in _PICKLES or data.startswith(_PICKLE_STARTS):
        raise CharspecError(
            "this LoRA is a pickle, which can run any program when it is opened: charspec reads none",
            where=str(path),
            hint="Take its .safetensors file, or have its author's trainer save it as one.",
            exit_code=1,
        )


def _unreadable(path: Path, error: Exception) -> CharspecError:
    return CharspecError(
        f"this LoRA cannot be read: {error}",
        where=str(path),
        hint="It was cut short or changed, or is no safetensors file: copy or download it again.",
        exit_code=1,
    )


def _adapter(path: Path, header: Mapping[str, str]) -> dict[str, Any]:
    beside = path.with_name(ADAPTER_CONFIG)
    try:
        if path.name == IN_FOLDERS[0] and beside.is_file():
            return dict(json.loads(beside.read_text("utf-8")))
        packed = json.loads(header.get("lora_adapter_metadata", "{}"))
        prefix = "transformer."
        return {name.removeprefix(prefix): packed[name] for name in packed if name.startswith(prefix)}
    except (ValueError, TypeError, AttributeError) as error:
        raise CharspecError(
            f"the settings of this LoRA cannot be read: {error}",
            where=str(beside if beside.is_file() else path),
            hint="Copy or download it again.",
            exit_code=1,
        ) from error

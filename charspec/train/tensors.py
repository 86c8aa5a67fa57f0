"""Tensors on the disk: safetensors with a canonical header, and a checksum where a cut or changed file must
be noticed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor, device

from charspec.errors import CharspecError
from charspec.families.tensors import content_sha256, tensor_bytes, tensor_header
from charspec.writing import write_atomically

CHECKSUM = "charspec.sha256"


def save_checked(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Write tensors with a checksum of their values, for `load_checked`."""
    write_atomically(path, tensor_bytes(tensors, {**metadata, CHECKSUM: content_sha256(tensors)}))


def load_checked(path: Path) -> tuple[dict[str, Tensor], dict[str, str]] | None:
    """What `save_checked` wrote; None if there is no file, or if it was cut short or changed."""
    try:
        data = path.read_bytes()
        tensors = load(data)
    except (FileNotFoundError, SafetensorError, ValueError):
        return None
    metadata = tensor_header(data)
    return (tensors, metadata) if metadata.get(CHECKSUM) == content_sha256(tensors) else None


def load_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file; raises CharspecError if it is missing or damaged."""
    try:
        return dict(load(path.read_bytes()))
    except (OSError, SafetensorError, ValueError) as error:
        raise CharspecError(
            f"this file of weights cannot be read: {error}",
            where=str(path),
            hint="Take it from a copy; a run that lost an epoch can only be trained anew from its start.",
            exit_code=2 if isinstance(error, FileNotFoundError) else 1,
        ) from error


def load_header(path: Path) -> dict[str, str]:
    """The metadata of a safetensors file; raises CharspecError as `load_tensors` does."""
    load_tensors(path)
    return tensor_header(path.read_bytes())


def to_device(tensors: Mapping[str, Tensor], where: device) -> dict[str, Tensor]:
    return {name: send(value, where) for name, value in tensors.items()}


def send(value: Tensor, where: device) -> Tensor:
    """A tensor on `where`. From pinned memory the GPU fetches it while the CPU goes on: a copy from other
    memory would first wait for all that the GPU has to do."""
    if where.type != "cuda" or value.device.type == "cuda":
        return value.to(where)
    return value.pin_memory().to(where, non_blocking=True)

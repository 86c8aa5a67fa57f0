"""A merged LoRA as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from charspec.families.lora import Keys, Lora, lora_bytes
from charspec.families.tensors import tensor_bytes
from charspec.release.merge.combine import Merged
from charspec.release.merge.parts import Part
from charspec.release.merge.text_half import TEXT, text_file, text_tensors

_OF_BOTH = (
    "charspec.base",
    "charspec.merged",
    "charspec.parents",
    "format",
    "ss_network_alpha",
    "ss_network_dim",
)


def as_lora(parts: Sequence[Part], merged: Merged, header: Mapping[str, str]) -> Lora:
    """The transformer's half, to draw with or to write."""
    return Lora(parts[0].lora.architecture, merged.modules, header)


def merged_files(lora: Lora, merged: Merged, keys: Keys, out: Path) -> dict[Path, bytes]:
    """`out`, and `out` with -text before its ending if any of the LoRAs teaches the text encoder."""
    files = {out: lora_bytes(lora, keys)}
    if merged.text:
        header = {name: lora.header[name] for name in _OF_BOTH} | {"charspec.part": TEXT}
        files[text_file(out)] = tensor_bytes(text_tensors(merged.text, merged.rank), header)
    return files

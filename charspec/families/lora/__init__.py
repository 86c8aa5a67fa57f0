"""LoRA files of any trainer: read, put into a transformer, and written in the spelling of another program."""

from charspec.families.lora.file import lora_in, read_header
from charspec.families.lora.likeness import bases_like
from charspec.families.lora.matrices import Lora, Matrices
from charspec.families.lora.mount import check_fit, mount, refill, set_strength
from charspec.families.lora.names import modelspec_name
from charspec.families.lora.read import read_lora
from charspec.families.lora.write import (
    IMPLEMENTATION,
    Keys,
    adapter_metadata,
    lora_bytes,
    refused_by_diffusers,
)

__all__ = [
    "IMPLEMENTATION",
    "Keys",
    "Lora",
    "Matrices",
    "adapter_metadata",
    "bases_like",
    "check_fit",
    "lora_bytes",
    "lora_in",
    "modelspec_name",
    "mount",
    "read_header",
    "read_lora",
    "refill",
    "refused_by_diffusers",
    "set_strength",
]

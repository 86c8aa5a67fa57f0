"""LoRA files of any trainer: read, put into a transformer, and written in the spelling of another program."""

from charspec.families.lora.file import lora_in
from charspec.families.lora.matrices import Lora, Matrices
from charspec.families.lora.mount import check_fit, mount
from charspec.families.lora.read import read_lora
from charspec.families.lora.write import Keys, adapter_metadata, lora_bytes

__all__ = [
    "Keys",
    "Lora",
    "Matrices",
    "adapter_metadata",
    "check_fit",
    "lora_bytes",
    "lora_in",
    "mount",
    "read_lora",
]

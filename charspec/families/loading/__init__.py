"""Loading a part of a base as a hardware preset says: checked first, then rounded, streamed, compiled.

`load_model` is the one way in for every family, so that no family knows of GPUs too small for it.
"""

from charspec.families.loading.checks import check_folder
from charspec.families.loading.hardware import (
    Hardware,
    Offload,
    Precision,
    Quantization,
    execution_or_default,
    hardware_of,
)
from charspec.families.loading.model import load_model
from charspec.families.loading.prerounded import check_rounding
from charspec.families.loading.single_file import check_single_file
from charspec.families.loading.tokenizer import load_tokenizer

__all__ = [
    "Hardware",
    "Offload",
    "Precision",
    "Quantization",
    "check_folder",
    "check_rounding",
    "check_single_file",
    "execution_or_default",
    "hardware_of",
    "load_model",
    "load_tokenizer",
]

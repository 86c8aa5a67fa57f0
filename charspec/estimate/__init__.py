"""What a training will take, said before it begins: memory, disk, time. Arithmetic on data, without torch.

Where nothing was measured or counted, nothing is said.
"""

from charspec.estimate.document import EstimateDocument, PresetEstimate, estimate_document
from charspec.estimate.memory import Memory, Setup, memory, setup_of
from charspec.estimate.presets import advice
from charspec.estimate.sizes import BaseSize, size_of
from charspec.estimate.time import time

__all__ = [
    "BaseSize",
    "EstimateDocument",
    "Memory",
    "PresetEstimate",
    "Setup",
    "advice",
    "estimate_document",
    "memory",
    "setup_of",
    "size_of",
    "time",
]

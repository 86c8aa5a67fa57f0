"""charspec: one character, one file, and the LoRA that learns it."""

__version__ = "0.1.0"

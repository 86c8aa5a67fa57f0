"""A release folder in the place of a LoRA."""

from __future__ import annotations

from pathlib import Path


def is_release(source: Path) -> bool:
    """Whether a path is the folder that `charspec finalize` makes."""
    from charspec.release.record import FILE

    return (source / FILE).is_file()


def released_lora(folder: Path) -> Path:
    """The LoRA of a release folder with diffusers' keys, as it was trained; CharspecError if its record is
    broken."""
    from charspec.release.record import read_record

    (file,) = (lora.file for lora in read_record(folder).loras if lora.keys == "diffusers")
    return folder / file

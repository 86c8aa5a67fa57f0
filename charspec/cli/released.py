"""A release folder in the place of a LoRA."""

from __future__ import annotations

from pathlib import Path

from charspec.errors import CharspecError


def is_release(source: Path) -> bool:
    """Whether a path is the folder that `charspec finalize` makes."""
    from charspec.release.record import FILE

    return (source / FILE).is_file()


def released_lora(folder: Path) -> Path:
    """The LoRA of a release folder with diffusers' keys, as it was trained; CharspecError (exit 1) if its
    record is broken or names none, or if the file is not there."""
    from charspec.release.record import read_record

    for lora in read_record(folder).loras:
        if lora.keys == "diffusers" and (folder / lora.file).is_file():
            return folder / lora.file
    hint = "Build it anew: charspec finalize RUN --replace"
    raise CharspecError("the LoRA of this release is missing", str(folder), hint, 1)

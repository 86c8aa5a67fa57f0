"""How fast bases train on this user's machine, as measured: by benchmarks/gpu.py, or by runs that finished.

`calibration.json` in the user's configuration folder (`CHARSPEC_CALIBRATION` names another file). A speed
of the same base with the same settings replaces the one before it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from charspec.documents import read_document
from charspec.errors import CharspecError


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Speed(_Frozen):
    """One measurement. Steps and drawings of other sizes are scaled by their tokens and pixels."""

    base: str = Field(description="its name in a spec")
    device: str = Field(description="the GPU as its driver names it, or the CPU")
    precision: str
    quantization: str
    gradient_checkpointing: bool
    offload: str
    compile: bool
    tokens: int = Field(ge=1, description="of a step: picture and caption of every sample")
    rank: int = Field(ge=1)
    seconds_per_step: float = Field(gt=0)
    pixels: int | None = Field(ge=1, description="of a drawn picture; null if none was drawn")
    seconds_per_drawing_step: float | None = Field(
        gt=0, description="one denoising step of one picture, guidance included"
    )
    peak_bytes: int | None = Field(ge=0, description="the most GPU memory that was held; null on a CPU")
    source: Literal["benchmark", "run"]
    charspec: str = Field(description="version that measured")


class Calibration(_Frozen):
    """`calibration.json`, and what `benchmarks/gpu.py` prints."""

    version: Literal[1] = 1
    speeds: tuple[Speed, ...] = ()


def calibration_file() -> Path:
    """`CHARSPEC_CALIBRATION` if set, else in the user's configuration folder of this system."""
    if given := os.environ.get("CHARSPEC_CALIBRATION"):
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_config_dir("charspec")) / "calibration.json"


def read_calibration() -> Calibration:
    """What was measured here; empty if nothing was. Raises CharspecError if the file is damaged."""
    path = calibration_file()
    if not path.is_file():
        return Calibration()
    try:
        return Calibration.model_validate(read_document(path, "calibration"))
    except CharspecError as error:
        hint = "Delete it; benchmarks/gpu.py and finished runs write it anew."
        raise CharspecError(error.message, str(path), hint, 1) from None


def remember(found: Speed) -> None:
    """Put a measurement into the file, in place of an older one of the same kind."""
    kept = tuple(speed for speed in read_calibration().speeds if _kind(speed) != _kind(found))
    text = Calibration(speeds=(*kept, found)).model_dump_json(indent=2) + "\n"
    path = calibration_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    sibling = path.with_name(f".{path.name}.{os.getpid()}.partial")
    sibling.write_text(text, encoding="utf-8")
    sibling.replace(path)


def _kind(speed: Speed) -> tuple[object, ...]:
    return (
        speed.base,
        speed.device,
        speed.precision,
        speed.quantization,
        speed.gradient_checkpointing,
        speed.offload,
        speed.compile,
        speed.source,
    )

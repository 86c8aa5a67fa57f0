"""What a drawn picture says of itself, within its PNG: enough to draw it again.

Two text chunks: `charspec`, a JSON document that charspec reads back, and `parameters`, the line that most
managers of pictures show.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from charspec.documents import parse_document
from charspec.errors import CharspecError
from charspec.plan import SHA256, Model, canonical_json

CHUNK = "charspec"
SHOWN = "parameters"


class Drawn(Model):
    """One picture. No date and no path: drawn again it is the same file."""

    version: Literal[1] = 1
    prompt: str = Field(min_length=1)
    negative: str = Field(description="what was asked for to be absent; empty if nothing")
    seed: int = Field(ge=0)
    strength: float = Field(allow_inf_nan=False, description="what the LoRA was multiplied by")
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    steps: int = Field(ge=1)
    guidance_scale: float = Field(ge=0, allow_inf_nan=False)
    base: str = Field(description="its name in a spec")
    repository: str = Field(description="of the weights on the hub, or `charspec` for the embedded base")
    revision: str | None = Field(description="commit of the weights, where one is known")
    lora: str | None = Field(pattern=SHA256, description="sha256 of its file; null for the base alone")
    text_lora: str | None = Field(pattern=SHA256, description="that of the text encoder's half, if any")
    name: str | None = Field(description="name of the LoRA's file, without its ending")


def chunks(drawn: Drawn) -> dict[str, str]:
    """The text chunks of its PNG."""
    return {SHOWN: shown(drawn), CHUNK: canonical_json(drawn.model_dump(mode="json"))}


def shown(drawn: Drawn) -> str:
    """The line for people and other programs: prompt, negative prompt, then the settings."""
    settings = {
        "Steps": drawn.steps,
        "CFG scale": f"{drawn.guidance_scale:g}",
        "Seed": drawn.seed,
        "Size": f"{drawn.width}x{drawn.height}",
        "Model": drawn.base,
    }
    if drawn.lora:
        settings["Lora"] = f"{drawn.name} ({drawn.lora[:12]}) at {drawn.strength:g}"
    lines = [drawn.prompt, *([f"Negative prompt: {drawn.negative}"] if drawn.negative else [])]
    return "\n".join([*lines, ", ".join(f"{name}: {value}" for name, value in settings.items())])


def read_drawn(path: Path) -> Drawn:
    """What a picture says of itself; CharspecError (exit 1) if it is none of charspec's, or is changed."""
    from PIL import Image

    try:
        with Image.open(path) as opened:
            opened.load()  # text chunks may stand behind the pixels
            text = opened.info.get(CHUNK)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        hint = "Name a PNG of `charspec generate`."
        raise CharspecError(f"this picture cannot be read: {error}", str(path), hint, 1) from error
    if not isinstance(text, str):
        hint = "Name a PNG as `charspec generate` wrote it: other programs may have dropped what it said."
        raise CharspecError("this picture does not say how it was drawn", str(path), hint, 1)
    return Drawn.model_validate(parse_document(text, "drawn", str(path)))

"""release.json of a release folder: what it holds, for programs. The catalog is made of these, and
`charspec finalize --replace` knows by it what is its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import Field

from charspec.documents import read_document
from charspec.plan import SHA256, Model
from charspec.writing import write_atomically

FILE = "release.json"


class ReleasedBase(Model):
    """The base a LoRA belongs to. Its licence binds whoever uses the LoRA."""

    name: str
    architecture: str
    repository: str | None = Field(description="on the hub; null for the base inside charspec")
    revision: str | None
    license: str
    commercial: bool = Field(description="whether that licence allows commercial use")


class ReleasedLora(Model):
    file: str
    keys: Literal["diffusers", "comfyui", "text_encoder"] = Field(
        description="whose names its keys have; text_encoder: the half that charspec alone loads"
    )


class ReleasedPicture(Model):
    """A picture drawn with the LoRA. `sample`: of the chosen epoch, drawn while training; the others were
    drawn by the released file itself."""

    file: str
    kind: Literal["sample", "short", "detailed"]
    slot: str | None = Field(description="the test slot of a sample")
    prompt: str
    seed: int
    pinned: bool
    model: str = Field(description="what it was drawn with: a repository on the hub, or the base's name")
    steps: int
    guidance_scale: float
    width: int
    height: int
    workflow: str | None = Field(description="ComfyUI's form of this picture; null where ComfyUI has no base")


class Released(Model):
    """One released character. No date: the same run and spec give the same folder."""

    version: Literal[1] = 1
    name: str
    trigger: str
    class_phrase: str = Field(description="what the character is without the trigger: `a young woman`")
    description: str | None
    tags: tuple[str, ...]
    license: str | None
    base: ReleasedBase
    loras: tuple[ReleasedLora, ...]
    thumbnail: str = Field(description="256 × 256 px")
    pictures: tuple[ReleasedPicture, ...]
    epoch: int = Field(ge=1)
    epochs: int = Field(ge=1, description="of the plan")
    is_finished: bool = Field(description="whether the run had ended")
    trained_pictures: int = Field(ge=1)
    strength: float = Field(
        ge=0, allow_inf_nan=False, description="rms of what the LoRA adds to the output of a layer"
    )
    reasons: tuple[str, ...] = Field(description="why this epoch")
    scores: dict[str, float]
    run: str = Field(pattern=SHA256, description="hashes.run of the lock")
    parent: str | None = Field(
        pattern=SHA256, description="hashes.run of the run from whose evidence `retrain` changed the spec"
    )
    lock: dict[str, str] = Field(description="the hashes of the released lock's parts")
    charspec: str = Field(description="version that built this folder")
    files: dict[str, str] = Field(description="every other file of the folder → its sha256")


def write_record(folder: Path, record: Released) -> None:
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=2)
    write_atomically(folder / FILE, (text + "\n").encode())


def read_record(folder: Path) -> Released:
    """The record of a release folder; CharspecError where there is none (exit 2) or it is broken (1)."""
    return Released.model_validate(read_document(folder / FILE, "released"))

"""What a workflow has to draw, in ComfyUI's words."""

from __future__ import annotations

from dataclasses import dataclass

from charspec.settings import ComfyFiles


@dataclass(frozen=True)
class Shot:
    """One picture. `files`: the base's weights by ComfyUI's names; `model` is the one it is drawn with.

    `guidance_scale` is as diffusers' pipelines understand it; a family turns it into ComfyUI's cfg.
    `embedded`: whether the transformer is told its guidance, as FLUX.2 dev is.
    """

    prompt: str
    seed: int
    width: int
    height: int
    steps: int
    guidance_scale: float
    embedded: bool
    model: str
    files: ComfyFiles
    lora: str
    name: str

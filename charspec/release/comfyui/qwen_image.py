"""Qwen-Image: true guidance by an empty negative prompt."""

from __future__ import annotations

from charspec.release.comfyui.graph import Graph
from charspec.release.comfyui.parts import sampled_at_once
from charspec.release.comfyui.shot import Shot

SHIFT = 3.1
"""ComfyUI's own workflows for Qwen-Image set it so."""


def build(shot: Shot) -> Graph:
    return sampled_at_once(Graph(shot.name), shot, "qwen_image", SHIFT, shot.guidance_scale)

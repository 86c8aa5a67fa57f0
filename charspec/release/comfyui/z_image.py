"""Z-Image: diffusers adds its guidance to the prompt's own prediction, so ComfyUI's cfg is one more."""

from __future__ import annotations

from charspec.release.comfyui.graph import Graph
from charspec.release.comfyui.parts import sampled_at_once
from charspec.release.comfyui.shot import Shot

SHIFT = 3.0
"""That of its scheduler."""


def build(shot: Shot) -> Graph:
    return sampled_at_once(Graph(shot.name), shot, "lumina2", SHIFT, shot.guidance_scale + 1)

"""A ComfyUI workflow per picture: the standard nodes of ComfyUI for each family, with the LoRA in its place.

Node names, inputs and their order are those of ComfyUI's code in 2026. Nothing here was run in ComfyUI.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from importlib import import_module
from typing import cast

from charspec.release.comfyui.graph import Graph
from charspec.release.comfyui.shot import Shot

__all__ = ["Graph", "Shot", "workflow"]


def workflow(architecture: str, shot: Shot) -> Graph | None:
    """The graph that draws `shot` with a base of this architecture; None where ComfyUI has no nodes for
    it."""
    name = f"{__name__}.{architecture.replace('-', '_')}"
    if importlib.util.find_spec(name) is None:
        return None
    build = cast(Callable[[Shot], Graph], import_module(name).build)
    return build(shot)

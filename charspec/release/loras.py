"""The LoRA itself: checked, then written with the keys of diffusers and of ComfyUI."""

from __future__ import annotations

from pathlib import Path

from charspec.errors import CharspecError
from charspec.families.lora import Lora, lora_bytes, read_lora, refused_by_diffusers
from charspec.families.lora.loading import check_loads
from charspec.families.lora.strength import MOVED, strength
from charspec.release.facts import Facts
from charspec.release.record import ReleasedLora
from charspec.writing import write_atomically

COMFYUI = "comfyui"
"""The folder of what is for ComfyUI."""


def write_loras(facts: Facts, folder: Path, base: Path) -> tuple[float, tuple[ReleasedLora, ...]]:
    """Write the chosen epoch's LoRA and return its strength and the files.

    Its own file goes out as it was trained, byte for byte. `base` is a pipeline folder that it is for.
    Raises CharspecError where it barely moved, or where diffusers does not load every key of what is
    written.
    """
    lora = read_lora(facts.weights, facts.base.architecture)
    moved = _check_moved(facts, lora)
    own = f"{facts.slug}.safetensors"
    write_atomically(folder / own, facts.weights.read_bytes())
    check_loads(folder / own, lora, facts.base.pipeline, base)
    files = [ReleasedLora(file=own, keys="diffusers")]
    if facts.base.comfyui is not None:
        files.append(_write_comfyui(facts, folder, lora, base))
    if facts.epoch.text_weights is not None:
        text = f"{facts.slug}-text.safetensors"
        write_atomically(folder / text, (facts.run / facts.epoch.text_weights.file).read_bytes())
        files.append(ReleasedLora(file=text, keys="text_encoder"))
    return moved, tuple(files)


def comfyui_lora(facts: Facts) -> str:
    """How the LoRA is called in ComfyUI's `models/loras`."""
    return f"{facts.slug}-comfyui.safetensors"


def _write_comfyui(facts: Facts, folder: Path, lora: Lora, base: Path) -> ReleasedLora:
    path = folder / COMFYUI / comfyui_lora(facts)
    write_atomically(path, lora_bytes(lora, "comfyui"))
    if not refused_by_diffusers(lora, "comfyui"):
        check_loads(path, lora, facts.base.pipeline, base)
    again = read_lora(path, facts.base.architecture)
    if lora_bytes(again, "diffusers") != lora_bytes(lora, "diffusers"):
        raise CharspecError(
            "with ComfyUI's keys this LoRA means something else", str(facts.weights), exit_code=1
        )
    return ReleasedLora(file=path.relative_to(folder).as_posix(), keys="comfyui")


def _check_moved(facts: Facts, lora: Lora) -> float:
    moved = strength(lora)
    if moved < MOVED:
        raise CharspecError(
            f"this LoRA barely moved: it changes the output of a layer by {moved:.2g}, and pictures show it "
            f"from {MOVED:g} on",
            str(facts.weights),
            "Choose a later epoch with --epoch, or train with a higher rate or more epochs.",
            1,
        )
    return moved

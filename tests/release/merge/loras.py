"""Random LoRAs of any rank, alpha and set of modules, as files of any spelling."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from charspec.families.lora import Keys, Lora, Matrices, lora_bytes
from charspec.release.merge import Part

Shapes = Mapping[str, tuple[int, int]]
"""Module → (in, out)."""


def random_modules(shapes: Shapes, rank: int, alpha: float, seed: int) -> dict[str, Matrices]:
    generator = torch.Generator().manual_seed(seed)
    return {
        name: Matrices(
            torch.randn(rank, size[0], generator=generator) / 4,
            torch.randn(size[1], rank, generator=generator) / 4,
            alpha,
        )
        for name, size in shapes.items()
    }


def write(
    path: Path, architecture: str, modules: Mapping[str, Matrices], keys: Keys, header: Mapping[str, str]
) -> Path:
    path.write_bytes(lora_bytes(Lora(architecture, dict(sorted(modules.items())), header), keys))
    return path


def plain_parts(sets: Sequence[tuple[Mapping[str, Matrices], float]]) -> list[Part]:
    """Parts with these matrices and weights that never were files."""
    return [
        Part(Path(f"{number}.safetensors"), str(number), weight, Lora("flux2", modules, {}), {}, None)
        for number, (modules, weight) in enumerate(sets)
    ]


def delta(modules: Mapping[str, Matrices], name: str) -> torch.Tensor:
    """What a LoRA adds to one weight, float64; 0 if it has none there."""
    found = modules.get(name)
    if found is None:
        return torch.zeros((), dtype=torch.float64)
    return found.up.double() @ found.down.double() * found.scale

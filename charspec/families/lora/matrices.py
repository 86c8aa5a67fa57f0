"""What a LoRA is once its file's spelling is gone: matrices by the module that they stand beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Matrices:
    """W + (alpha / rank)·up·down. `down` is (rank, in), `up` is (out, rank)."""

    down: Tensor
    up: Tensor
    alpha: float

    @property
    def rank(self) -> int:
        return self.down.shape[0]

    @property
    def scale(self) -> float:
        return self.alpha / self.rank


@dataclass(frozen=True)
class Lora:
    """`modules`: by the names of the diffusers transformer, sorted. `header`: the file's metadata, without
    what was only true of its spelling."""

    architecture: str
    modules: Mapping[str, Matrices]
    header: Mapping[str, str]

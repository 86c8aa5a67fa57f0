"""What truly differs between base models, and nothing else: one Protocol, one module per architecture.

All share the rectified flow: x_σ = (1 − σ)·x0 + σ·noise, target velocity noise − x0. A family hides its own
packing, time convention, sign and normalisation behind `predict`, so that one training loop never asks which
family it has.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from PIL.Image import Image
from torch import Tensor

from charspec.errors import CharspecError
from charspec.families.loading import Hardware, check_folder, check_rounding, check_single_file
from charspec.families.quiet import spared
from charspec.families.weights import find_weights, is_rounded
from charspec.importing import importing
from charspec.plan import BasePlan
from charspec.settings import base_names

Component = Literal["text", "image", "transformer"]
Condition = dict[str, Tensor]
"""One encoded prompt: named tensors without a batch dimension."""


class Family(Protocol):
    """One architecture with its weights' folder. A component is loaded by `load` and passed back to what
    needs it, so that the caller decides how long it stays in memory."""

    def load(self, component: Component) -> Any:
        """One component in evaluation mode, gradients off: `text` (encoder with tokenizer), `image` (VAE),
        `transformer`."""
        ...

    def identity(self, component: Component) -> str:
        """What a component's outputs depend on besides its input: changes if its weights or their use
        change."""
        ...

    def encode_prompt(self, text: Any, prompts: Sequence[str]) -> list[Condition]:
        """Prompts → conditions, padded as in sampling. A prompt longer than the base's token limit is an
        error.

        Gradients reach a LoRA in the text encoder; whoever trains none switches them off.
        """
        ...

    def text_model(self, text: Any) -> Any:
        """The network in what `load("text")` gave, which takes a LoRA by `add_adapter`."""
        ...

    def text_lora_targets(self, text: Any) -> list[str]:
        """Full names in `text_model` of the attention's Linear layers, sorted; none above the last hidden
        layer that conditions are read from, where nothing could be learnt."""
        ...

    def encode_image(self, vae: Any, pixels: Tensor) -> Tensor:
        """Pixels (B, 3, H, W) in [−1, 1] → normalised latents (B, C, h, w), the x0 of training."""
        ...

    def decode(self, vae: Any, latents: Tensor) -> Tensor:
        """The inverse of `encode_image`: (B, C, h, w) → (B, 3, H, W) in [−1, 1]."""
        ...

    def predict(self, transformer: Any, x: Tensor, sigma: Tensor, conditions: Sequence[Condition]) -> Tensor:
        """Noisy latents (B, C, h, w) at σ (B,) float32 → velocity, shaped as `x`, float32."""
        ...

    def lora_targets(self, transformer: Any) -> list[str]:
        """Full names of every attention and feed-forward Linear of the blocks, sorted; no modulation, no
        norm."""
        ...

    def lora_state(self, path: Path) -> dict[str, Tensor]:
        """The matrices of a LoRA file of any trainer, by the names that diffusers gives them."""
        ...

    def sample(
        self,
        transformer: Any,
        vae: Any,
        conditions: Sequence[Condition],
        negative: Condition,
        noise: Sequence[Tensor],
        steps: int,
        guidance_scale: float,
    ) -> list[Image]:
        """One picture per condition by the pipeline's own denoising loop; `noise[i]` is (C, h, w), as
        `noise_shape` says."""
        ...

    def noise_shape(self, transformer: Any, vae: Any, width: int, height: int) -> tuple[int, int, int]:
        """(C, h, w) of the latents of a picture of `width` × `height` px."""
        ...


class _Module(Protocol):
    def build(self, base: BasePlan, folder: Path, hardware: Hardware) -> Family: ...


def load_family(base: BasePlan, hardware: Hardware, path: Path | None = None) -> Family:
    """The family of a base, its weights found (downloaded on first use) but not yet loaded.

    `path` is a local folder with the weights instead of the repository's. `hardware` is about the base
    alone: a LoRA and its optimizer are float32 and on its device whatever it says.
    """
    name = f"charspec.families.{base.family.replace('-', '_')}"
    if importlib.util.find_spec(name) is None:
        raise CharspecError(
            f"charspec cannot train {base.name}: there is no family '{base.family}'",
            hint=f"Choose one of its bases: {', '.join(base_names())}.",
            exit_code=1,
        )
    folder = find_weights(base, path)
    check_folder(folder, base.name)
    check_rounding(folder, hardware, base.name)
    if name not in sys.modules:
        with importing(), contextlib.nullcontext() if is_rounded(folder) else spared():
            importlib.import_module(name)
    check_single_file(folder, base.name)
    return cast(_Module, sys.modules[name]).build(base, folder, hardware)

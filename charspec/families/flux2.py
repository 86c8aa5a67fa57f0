"""FLUX.2 in the true diffusers classes: dev, the klein bases, and the embedded `tiny`, a small klein.

Latents are 2×2 patches of the VAE's channels, normalised by the running statistics of `vae.bn`; the
transformer is given σ itself and answers with the velocity in its own sign. Text is a chat template through a
language model, three of whose hidden layers stand side by side: (tokens, 3·width). dev reads a Mistral and is
told its guidance; klein reads a Qwen3 (thinking off) and knows none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKLFlux2, Flux2KleinPipeline, Flux2Pipeline, Flux2Transformer2DModel
from PIL.Image import Image
from torch import Tensor

from charspec.families import Component, Condition
from charspec.families.common import check_lengths, identity, linear_names, round_inputs, scheduler
from charspec.families.flux2_text import Language, Mistral, Qwen, Text
from charspec.families.loading import Hardware, load_model, load_tokenizer
from charspec.families.text import attention_targets
from charspec.plan import BasePlan

BLOCKS = ("transformer_blocks.", "single_transformer_blocks.")
PARTS = (".attn.", ".ff.", ".ff_context.")
CODE = "flux2/1"
"""Raise the number when the encoding changes, so that caches of the old one are not read."""


@dataclass(frozen=True)
class Flux2:
    """A FLUX.2 pipeline folder. `token_limit`: every prompt is padded to it, unmasked, in training and
    sampling alike. `guidance`: what the transformer is told in training; None if it has no ear for it."""

    folder: Path
    name: str
    token_limit: int
    guidance: float | None
    language: Language
    hardware: Hardware

    def load(self, component: Component) -> Any:
        if component == "text":
            language = self.language
            tokenizer = load_tokenizer(language.words, self.folder, self.name, language.count)
            return Text(self._model(language.encoder, "text_encoder", language.trim), tokenizer)
        if component == "image":
            return self._model(AutoencoderKLFlux2, "vae")
        transformer = self._model(Flux2Transformer2DModel, "transformer")
        time = transformer.time_guidance_embed
        for module in (transformer.x_embedder, time.timestep_embedder, time.guidance_embedder):
            if module is not None:
                round_inputs(module, self.hardware.dtype)
        return transformer

    def _model(self, kind: Any, part: str, trim: Callable[[Any], object] | None = None) -> Any:
        return load_model(kind, self.folder, part, self.name, self.hardware, trim)

    def identity(self, component: Component) -> str:
        return identity(CODE, component, self.folder, self.hardware, self.token_limit)

    def text_model(self, text: Text) -> Any:
        return text.encoder

    def text_lora_targets(self, text: Text) -> list[str]:
        return attention_targets(text.encoder, max(self.language.layers(text.encoder)))

    def encode_prompt(self, text: Text, prompts: Sequence[str]) -> list[Condition]:
        def count(prompt: str) -> int:
            return self.language.count(text.tokenizer, prompt)

        check_lengths(prompts, count, self.token_limit, self.name)
        embeds = self.language.encode(text, prompts, self.token_limit, self.hardware.device)
        return [{"embeds": row} for row in embeds]

    @torch.no_grad()
    def encode_image(self, vae: Any, pixels: Tensor) -> Tensor:
        latents = vae.encode(pixels.to(self.hardware.device, self.hardware.dtype)).latent_dist.mode()
        mean, std = self._statistics(vae, latents)
        normalised: Tensor = (Flux2KleinPipeline._patchify_latents(latents) - mean) / std
        return normalised

    @torch.no_grad()
    def decode(self, vae: Any, latents: Tensor) -> Tensor:
        mean, std = self._statistics(vae, latents)
        unpacked = Flux2KleinPipeline._unpatchify_latents(latents * std + mean)
        decoded: Tensor = vae.decode(unpacked.to(self.hardware.dtype), return_dict=False)[0]
        return decoded

    def _statistics(self, vae: Any, like: Tensor) -> tuple[Tensor, Tensor]:
        mean = vae.bn.running_mean.view(1, -1, 1, 1)
        std = torch.sqrt(vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps)
        return mean.to(like.device, like.dtype), std.to(like.device, like.dtype)

    def predict(self, transformer: Any, x: Tensor, sigma: Tensor, conditions: Sequence[Condition]) -> Tensor:
        height, width = x.shape[-2:]
        embeds = torch.stack([condition["embeds"] for condition in conditions])
        velocity = transformer(
            hidden_states=x.flatten(2).transpose(1, 2),  # float32, see `round_inputs`
            encoder_hidden_states=embeds.to(self.hardware.dtype),
            timestep=sigma,
            guidance=None if self.guidance is None else torch.full_like(sigma, self.guidance),
            img_ids=_positions(height, width, 1, x.device),
            txt_ids=_positions(1, 1, embeds.shape[1], x.device),
            return_dict=False,
        )[0]
        unpacked: Tensor = velocity.float().transpose(1, 2).unflatten(2, (height, width))
        return unpacked

    def lora_targets(self, transformer: Any) -> list[str]:
        return linear_names(transformer, BLOCKS, PARTS)

    def lora_state(self, path: Path) -> dict[str, Tensor]:
        return dict(Flux2Pipeline.lora_state_dict(str(path)))

    def noise_shape(self, transformer: Any, vae: Any, width: int, height: int) -> tuple[int, int, int]:
        shrink = 2 ** len(vae.config.block_out_channels)
        return transformer.config.in_channels, height // shrink, width // shrink

    @torch.no_grad()
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
        embeds = torch.stack([condition["embeds"] for condition in conditions])
        parts = (scheduler(self.folder), vae, None, None, transformer)
        given = {"prompt_embeds": embeds.to(self.hardware.dtype)}
        if self.guidance is None:
            pipeline = Flux2KleinPipeline(*parts, is_distilled=self._is_distilled())
            refused = negative["embeds"].to(self.hardware.dtype)
            given["negative_prompt_embeds"] = refused.expand(len(conditions), -1, -1)
        else:
            pipeline = Flux2Pipeline(*parts)
        pipeline.set_progress_bar_config(disable=True)
        latents = torch.stack(list(noise))
        shrink = 2 * pipeline.vae_scale_factor
        result = pipeline(
            **given,
            latents=latents,
            height=latents.shape[-2] * shrink,
            width=latents.shape[-1] * shrink,
            num_inference_steps=steps,
            guidance_scale=guidance_scale,
        )
        images: list[Image] = result.images
        return images

    def _is_distilled(self) -> bool:
        index = json.loads((self.folder / "model_index.json").read_text(encoding="utf-8"))
        return bool(index.get("is_distilled", False))


@lru_cache(maxsize=64)
def _positions(height: int, width: int, tokens: int, where: torch.device) -> Tensor:
    """Position ids (T, H, W, L) of an image's tokens or, with height and width 1, of a text's."""
    one = torch.arange(1, device=where)
    rows, columns = torch.arange(height, device=where), torch.arange(width, device=where)
    return torch.cartesian_prod(one, rows, columns, torch.arange(tokens, device=where))


def build(base: BasePlan, folder: Path, hardware: Hardware) -> Flux2:
    language = Qwen() if base.guidance_scale is None else Mistral()
    return Flux2(folder, base.name, base.token_limit, base.guidance_scale, language, hardware)

"""Z-Image and Z-Image Turbo in the true diffusers classes; they differ in weights and sampling alone.

Text is the chat template (thinking on) through a Qwen3; of its hidden states the last but one, padding taken
out, so that every prompt has its own length: (tokens, width). The transformer takes lists, runs on the time
1 − σ and answers with the velocity from noise to picture; `predict` turns both round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, ZImagePipeline, ZImageTransformer2DModel
from PIL.Image import Image
from torch import Tensor
from transformers import AutoTokenizer, Qwen3Model

from charspec.families import Component, Condition
from charspec.families.common import check_lengths, identity, linear_names, scheduler
from charspec.families.loading import Hardware, load_model, load_tokenizer
from charspec.families.text import attention_targets
from charspec.plan import BasePlan

CODE = "z_image/1"
"""Raise the number when the encoding changes, so that caches of the old one are not read."""

BLOCKS = ("layers.", "noise_refiner.", "context_refiner.")
PATCH = 2


@dataclass(frozen=True)
class Text:
    """The text encoder with its tokenizer."""

    encoder: Any
    tokenizer: Any


@dataclass(frozen=True)
class ZImage:
    """A Z-Image pipeline folder. A prompt has up to `token_limit` tokens, template included."""

    folder: Path
    name: str
    token_limit: int
    hardware: Hardware

    def load(self, component: Component) -> Any:
        if component == "text":
            tokenizer = load_tokenizer(AutoTokenizer, self.folder, self.name, _count)
            encoder = self._model(Qwen3Model, "text_encoder")
            return Text(encoder, tokenizer)
        if component == "image":
            return self._model(AutoencoderKL, "vae")
        return self._model(ZImageTransformer2DModel, "transformer")

    def _model(self, kind: Any, part: str) -> Any:
        return load_model(kind, self.folder, part, self.name, self.hardware)

    def identity(self, component: Component) -> str:
        return identity(CODE, component, self.folder, self.hardware, self.token_limit)

    def text_model(self, text: Text) -> Any:
        return text.encoder

    def text_lora_targets(self, text: Text) -> list[str]:
        return attention_targets(text.encoder, text.encoder.config.num_hidden_layers - 1)

    def encode_prompt(self, text: Text, prompts: Sequence[str]) -> list[Condition]:
        check_lengths(prompts, partial(_count, text.tokenizer), self.token_limit, self.name)
        pipeline = ZImagePipeline(None, None, text.encoder, text.tokenizer, None)
        embeds, _ = pipeline.encode_prompt(
            list(prompts),  # a copy: the pipeline writes its template into the list that it is given
            device=self.hardware.device,
            do_classifier_free_guidance=False,
            max_sequence_length=self.token_limit,
        )
        return [{"embeds": row} for row in embeds]

    @torch.no_grad()
    def encode_image(self, vae: Any, pixels: Tensor) -> Tensor:
        latents = vae.encode(pixels.to(self.hardware.device, self.hardware.dtype)).latent_dist.mode()
        normalised: Tensor = (latents - vae.config.shift_factor) * vae.config.scaling_factor
        return normalised

    @torch.no_grad()
    def decode(self, vae: Any, latents: Tensor) -> Tensor:
        unscaled = latents / vae.config.scaling_factor + vae.config.shift_factor
        decoded: Tensor = vae.decode(unscaled.to(self.hardware.dtype), return_dict=False)[0]
        return decoded

    def predict(self, transformer: Any, x: Tensor, sigma: Tensor, conditions: Sequence[Condition]) -> Tensor:
        velocities = transformer(
            list(x.to(self.hardware.dtype).unsqueeze(2).unbind(0)),
            1 - sigma,
            [condition["embeds"].to(self.hardware.dtype) for condition in conditions],
            return_dict=False,
        )[0]
        velocity: Tensor = -torch.stack(velocities).squeeze(2).float()
        return velocity

    def lora_targets(self, transformer: Any) -> list[str]:
        return linear_names(transformer, BLOCKS, (".attention.", ".feed_forward."))

    def lora_state(self, path: Path) -> dict[str, Tensor]:
        return dict(ZImagePipeline.lora_state_dict(str(path)))

    def noise_shape(self, transformer: Any, vae: Any, width: int, height: int) -> tuple[int, int, int]:
        shrink = 2 ** (len(vae.config.block_out_channels) - 1) * PATCH
        return transformer.config.in_channels, PATCH * (height // shrink), PATCH * (width // shrink)

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
        pipeline = ZImagePipeline(scheduler(self.folder), vae, None, None, transformer)
        pipeline.set_progress_bar_config(disable=True)
        latents = torch.stack(list(noise))
        dtype = self.hardware.dtype
        result = pipeline(
            prompt_embeds=[condition["embeds"].to(dtype) for condition in conditions],
            negative_prompt_embeds=[negative["embeds"].to(dtype)] * len(conditions),
            latents=latents,
            height=latents.shape[-2] * pipeline.vae_scale_factor,
            width=latents.shape[-1] * pipeline.vae_scale_factor,
            num_inference_steps=steps,
            guidance_scale=guidance_scale,
        )
        images: list[Image] = result.images
        return images


def _count(tokenizer: Any, prompt: str) -> int:
    """Tokens of a prompt, template included."""
    turns = [{"role": "user", "content": prompt}]
    wrapped = tokenizer.apply_chat_template(
        turns, tokenize=False, add_generation_prompt=True, enable_thinking=True
    )
    return len(tokenizer(wrapped)["input_ids"])


def build(base: BasePlan, folder: Path, hardware: Hardware) -> ZImage:
    return ZImage(folder, base.name, base.token_limit, hardware)

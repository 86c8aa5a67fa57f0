"""FLUX.2 klein in the true diffusers classes: the 4B and 9B bases and the embedded `tiny`, which differ in
size alone.

Latents are 2×2 patches of the VAE's channels, normalised by the running statistics of `vae.bn`; the
transformer is given σ itself and answers with the velocity in its own sign. Text is the chat template
(thinking off) through a Qwen3, three of whose hidden layers stand side by side: (tokens, 3·width).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKLFlux2,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
)
from PIL.Image import Image
from torch import Tensor
from transformers import AutoTokenizer, Qwen3ForCausalLM
from transformers.utils import logging

from charspec.errors import CharspecError
from charspec.families import Component, Condition
from charspec.families.loading import Hardware, load_model
from charspec.families.text import attention_targets
from charspec.families.weights import fingerprint
from charspec.plan import BasePlan

TEXT_LAYERS = (9, 18, 27)
"""The hidden layers the published models read. Training on others (10, 20, 30) is a known fault of example
scripts."""

BLOCKS = ("transformer_blocks.", "single_transformer_blocks.")
FOLDERS: dict[Component, tuple[str, ...]] = {
    "text": ("text_encoder", "tokenizer"),
    "image": ("vae",),
    "transformer": ("transformer",),
}
CODE = 1
"""Raise this when the encoding changes, so that caches of the old one are not read."""


logging.disable_progress_bar()  # a bar per component would tear the run's own apart


def text_layers(depth: int) -> tuple[int, ...]:
    """Which hidden layers are read of an encoder `depth` layers deep: the published ones, or the last three
    of a shallow one."""
    return TEXT_LAYERS if depth >= TEXT_LAYERS[-1] else (depth - 2, depth - 1, depth)


@dataclass(frozen=True)
class Text:
    """The text encoder with its tokenizer."""

    encoder: Any
    tokenizer: Any


@dataclass(frozen=True)
class Flux2Klein:
    """A klein pipeline folder. `token_limit`: every prompt is padded to it, unmasked, in training and
    sampling alike."""

    folder: Path
    name: str
    token_limit: int
    hardware: Hardware

    def load(self, component: Component) -> Any:
        if component == "text":
            encoder = self._model(Qwen3ForCausalLM, "text_encoder")
            return Text(encoder, AutoTokenizer.from_pretrained(self.folder / "tokenizer"))
        if component == "image":
            return self._model(AutoencoderKLFlux2, "vae")
        return self._model(Flux2Transformer2DModel, "transformer")

    def _model(self, kind: Any, part: str) -> Any:
        return load_model(kind, self.folder, part, self.name, self.hardware)

    def identity(self, component: Component) -> str:
        weights = fingerprint(*(self.folder / part for part in FOLDERS[component]))
        limit = self.token_limit if component == "text" else ""
        return f"flux2/{CODE} {component} {weights} {self.hardware.dtype} {self.hardware.device.type} {limit}"

    def text_model(self, text: Text) -> Any:
        return text.encoder

    def text_lora_targets(self, text: Text) -> list[str]:
        return attention_targets(text.encoder, max(text_layers(text.encoder.config.num_hidden_layers)))

    def encode_prompt(self, text: Text, prompts: Sequence[str]) -> list[Condition]:
        for prompt in prompts:
            self._check_length(text.tokenizer, prompt)
        embeds = Flux2KleinPipeline._get_qwen3_prompt_embeds(
            text_encoder=text.encoder,
            tokenizer=text.tokenizer,
            prompt=list(prompts),
            max_sequence_length=self.token_limit,
            hidden_states_layers=text_layers(text.encoder.config.num_hidden_layers),
        )
        return [{"embeds": row} for row in embeds]

    def _check_length(self, tokenizer: Any, prompt: str) -> None:
        wrapped = tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=False,
        )
        length = len(tokenizer(wrapped)["input_ids"])
        if length > self.token_limit:
            raise CharspecError(
                f"{length} tokens, but {self.name} reads {self.token_limit}: its end would be cut off",
                where=f"“{prompt}”",
                hint="Shorten this caption or prompt.",
                exit_code=1,
            )

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
            hidden_states=x.flatten(2).transpose(1, 2).to(self.hardware.dtype),
            encoder_hidden_states=embeds.to(self.hardware.dtype),
            timestep=sigma,
            guidance=None,
            img_ids=_positions(height, width, 1, x.device),
            txt_ids=_positions(1, 1, embeds.shape[1], x.device),
            return_dict=False,
        )[0]
        unpacked: Tensor = velocity.float().transpose(1, 2).unflatten(2, (height, width))
        return unpacked

    def lora_targets(self, transformer: Any) -> list[str]:
        return sorted(
            name
            for name, module in transformer.named_modules()
            if isinstance(module, torch.nn.Linear)
            and name.startswith(BLOCKS)
            and (".attn." in name or ".ff." in name or ".ff_context." in name)
        )

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
        pipeline = Flux2KleinPipeline(
            scheduler=FlowMatchEulerDiscreteScheduler.from_pretrained(self.folder / "scheduler"),
            vae=vae,
            text_encoder=None,
            tokenizer=None,
            transformer=transformer,
            is_distilled=self._is_distilled(),
        )
        pipeline.set_progress_bar_config(disable=True)
        latents = torch.stack(list(noise))
        shrink = 2 * pipeline.vae_scale_factor
        result = pipeline(
            prompt_embeds=torch.stack([condition["embeds"] for condition in conditions]),
            negative_prompt_embeds=negative["embeds"].expand(len(conditions), -1, -1),
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


def build(base: BasePlan, folder: Path, hardware: Hardware) -> Flux2Klein:
    return Flux2Klein(folder, base.name, base.token_limit, hardware)

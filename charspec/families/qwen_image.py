"""Qwen-Image in the true diffusers classes.

Text is a template through a Qwen2.5-VL, its last hidden state without the template's first 34 tokens:
(tokens, width), every prompt of its own length; a batch is padded and masked. The VAE is one of video: a
picture is its only frame. Latents are normalised by the VAE's mean and deviation per channel and packed in
2×2 patches for the transformer, which is given σ itself and answers with the velocity in its own sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKLQwenImage, QwenImagePipeline, QwenImageTransformer2DModel
from PIL.Image import Image
from torch import Tensor
from transformers import AutoTokenizer, Qwen2_5_VLForConditionalGeneration

from charspec.errors import CharspecError
from charspec.families import Component, Condition
from charspec.families.common import check_lengths, identity, linear_names, scheduler
from charspec.families.loading import Hardware, load_model, load_tokenizer
from charspec.families.text import attention_targets
from charspec.plan import BasePlan

CODE = "qwen_image/1"
"""Raise the number when the encoding changes, so that caches of the old one are not read."""

BLOCKS = ("transformer_blocks.",)
PARTS = (".attn.", ".img_mlp.", ".txt_mlp.")


@dataclass(frozen=True)
class Text:
    """The text encoder with its tokenizer."""

    encoder: Any
    tokenizer: Any


@dataclass(frozen=True)
class QwenImage:
    """A Qwen-Image pipeline folder. A prompt has up to `token_limit` tokens after the dropped ones."""

    folder: Path
    name: str
    token_limit: int
    hardware: Hardware

    def load(self, component: Component) -> Any:
        if component == "text":
            tokenizer = load_tokenizer(AutoTokenizer, self.folder, self.name, _words)
            encoder = self._model(Qwen2_5_VLForConditionalGeneration, "text_encoder")
            return Text(encoder, tokenizer)
        if component == "image":
            return self._model(AutoencoderKLQwenImage, "vae")
        transformer = self._model(QwenImageTransformer2DModel, "transformer")
        transformer.time_text_embed.register_forward_pre_hook(_exact_time)
        return transformer

    def _model(self, kind: Any, part: str) -> Any:
        return load_model(kind, self.folder, part, self.name, self.hardware)

    def identity(self, component: Component) -> str:
        return identity(CODE, component, self.folder, self.hardware, self.token_limit)

    def text_model(self, text: Text) -> Any:
        return text.encoder

    def text_lora_targets(self, text: Text) -> list[str]:
        return attention_targets(text.encoder, text.encoder.config.text_config.num_hidden_layers)

    def encode_prompt(self, text: Text, prompts: Sequence[str]) -> list[Condition]:
        pipeline = QwenImagePipeline(None, None, text.encoder, text.tokenizer, None)
        dropped: int = pipeline.prompt_template_encode_start_idx

        def count(prompt: str) -> int:
            wrapped = pipeline.prompt_template_encode.format(prompt)
            return len(text.tokenizer(wrapped)["input_ids"]) - dropped

        check_lengths(prompts, count, self.token_limit, self.name)
        embeds, mask = pipeline.encode_prompt(
            list(prompts), device=self.hardware.device, max_sequence_length=self.token_limit
        )
        if mask is None:
            return [{"embeds": row} for row in embeds]
        return [{"embeds": row[kept.bool()]} for row, kept in zip(embeds, mask, strict=True)]

    @torch.no_grad()
    def encode_image(self, vae: Any, pixels: Tensor) -> Tensor:
        frames = pixels.to(self.hardware.device, self.hardware.dtype).unsqueeze(2)
        latents = vae.encode(frames).latent_dist.mode().squeeze(2)
        mean, std = _statistics(vae, latents)
        normalised: Tensor = (latents - mean) / std
        return normalised

    @torch.no_grad()
    def decode(self, vae: Any, latents: Tensor) -> Tensor:
        mean, std = _statistics(vae, latents)
        frames = (latents * std + mean).unsqueeze(2).to(self.hardware.dtype)
        decoded: Tensor = vae.decode(frames, return_dict=False)[0][:, :, 0]
        return decoded

    def predict(self, transformer: Any, x: Tensor, sigma: Tensor, conditions: Sequence[Condition]) -> Tensor:
        batch, _, height, width = x.shape
        embeds, mask = _padded(conditions)
        equal = len({len(condition["embeds"]) for condition in conditions}) == 1  # asks no GPU
        velocity = transformer(
            hidden_states=_packed(x).to(self.hardware.dtype),
            encoder_hidden_states=embeds.to(self.hardware.dtype),
            encoder_hidden_states_mask=None if equal else mask,
            timestep=sigma,
            additional_t_cond=sigma,
            img_shapes=[[(1, height // 2, width // 2)]] * batch,
            return_dict=False,
        )[0]
        return _unpacked(velocity.float(), height, width)

    def lora_targets(self, transformer: Any) -> list[str]:
        return linear_names(transformer, BLOCKS, PARTS)

    def lora_state(self, path: Path) -> dict[str, Tensor]:
        return dict(QwenImagePipeline.lora_state_dict(str(path)))

    def noise_shape(self, transformer: Any, vae: Any, width: int, height: int) -> tuple[int, int, int]:
        shrink = 2 ** len(vae.config.temperal_downsample) * 2
        return transformer.config.in_channels // 4, 2 * (height // shrink), 2 * (width // shrink)

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
        pipeline = QwenImagePipeline(scheduler(self.folder), vae, None, None, transformer)
        if steps == 1 and pipeline.scheduler.config.shift_terminal:
            raise CharspecError(
                f"{self.name} cannot be drawn in one step: its schedule needs a first step and a last",
                hint="Take sampling.steps=2 or more.",
                exit_code=1,
            )
        pipeline.set_progress_bar_config(disable=True)
        latents = torch.stack(list(noise))
        embeds, mask = _padded(conditions)
        guided = {}
        if guidance_scale > 1:
            refused, refused_mask = _padded([negative] * len(conditions))
            guided = {
                "negative_prompt_embeds": refused.to(self.hardware.dtype),
                "negative_prompt_embeds_mask": refused_mask,
            }
        result = pipeline(
            prompt_embeds=embeds.to(self.hardware.dtype),
            prompt_embeds_mask=mask,
            latents=_packed(latents),
            height=latents.shape[-2] * pipeline.vae_scale_factor,
            width=latents.shape[-1] * pipeline.vae_scale_factor,
            num_inference_steps=steps,
            true_cfg_scale=guidance_scale,
            **guided,
        )
        images: list[Image] = result.images
        return images


def _statistics(vae: Any, like: Tensor) -> tuple[Tensor, Tensor]:
    mean = torch.tensor(vae.config.latents_mean).view(1, -1, 1, 1)
    std = torch.tensor(vae.config.latents_std).view(1, -1, 1, 1)
    return mean.to(like.device, like.dtype), std.to(like.device, like.dtype)


def _packed(latents: Tensor) -> Tensor:
    """(B, C, h, w) → (B, h/2·w/2, 4C)."""
    b, c, h, w = latents.shape
    return latents.view(b, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 1, 3, 5).reshape(b, h * w // 4, 4 * c)


def _unpacked(tokens: Tensor, height: int, width: int) -> Tensor:
    """(B, h/2·w/2, 4C) → (B, C, h, w)."""
    b, _, c = tokens.shape
    grid = tokens.view(b, height // 2, width // 2, c // 4, 2, 2)
    return grid.permute(0, 3, 1, 4, 2, 5).reshape(b, c // 4, height, width)


def _padded(conditions: Sequence[Condition]) -> tuple[Tensor, Tensor]:
    """Prompts of different lengths as one (B, L, width), and which tokens are real: (B, L) of 0 and 1."""
    rows = [condition["embeds"] for condition in conditions]
    lengths = torch.tensor([len(row) for row in rows], device=rows[0].device)
    places = torch.arange(int(lengths.max()), device=rows[0].device)
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True), (places < lengths[:, None]).long()


def _exact_time(_module: Any, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give the time embedding σ as `predict` has it.

    The transformer rounds σ to its own type on the way there, and bfloat16 keeps but 507 of the 1,001 values
    between 0 and 1. Its condition for layered pictures, which these weights do not have, comes through whole.
    """
    _, hidden_states, exact = inputs
    return inputs if exact is None else (exact, hidden_states, None)


def _words(tokenizer: Any, prompt: str) -> int:
    """Tokens of a prompt by itself: the template is the pipeline's own."""
    return len(tokenizer(prompt)["input_ids"])


def build(base: BasePlan, folder: Path, hardware: Hardware) -> QwenImage:
    return QwenImage(folder, base.name, base.token_limit, hardware)

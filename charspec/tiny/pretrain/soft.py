"""Drawings as the base would draw them: soft, with its small mistakes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import torch
from diffusers import Flux2KleinPipeline

from charspec.tiny.character import Character, Scene
from charspec.tiny.drawing import draw
from charspec.tiny.models import TOKENS, embed_text, patchify, position_ids
from charspec.tiny.pretrain.denoiser import tokenize
from charspec.tiny.pretrain.people import character_by_lot, scene_by_lot
from charspec.tiny.pretrain.workers import save_atomically
from charspec.tiny.tensors import to_tensor
from charspec.tiny.wording import full_caption

PEOPLE = 600
VIEWS = 4
"""Pictures of each."""
NOISE = (0.0, 0.35, 0.55)
"""σ of the noise, in turn: with more, the base draws other people than were asked for."""


def soft_pictures(path: Path, pipeline: Path) -> tuple[torch.Tensor, list[Character]]:
    """(pictures (PEOPLE · VIEWS, 3, 64, 64) as bytes, the characters they show), made once at `path`."""
    rng = Random("charspec/soft")
    people = [character_by_lot(rng) for _ in range(PEOPLE)]
    if not path.exists():
        base = Flux2KleinPipeline.from_pretrained(pipeline, dtype=torch.float32)
        scenes = [[scene_by_lot(rng) for _ in range(VIEWS)] for _ in people]
        made = []
        for index, (person, views) in enumerate(zip(people, scenes, strict=True)):
            made.append(soften(base, [(person, scene) for scene in views], NOISE[index % len(NOISE)], index))
            if index % 100 == 0:
                print(f"soft pictures {index}/{PEOPLE}", flush=True)
        save_atomically({"pictures": torch.cat(made)}, path)
    pictures: torch.Tensor = torch.load(path)["pictures"]
    return pictures, people


@torch.no_grad()
def soften(base: Any, subjects: list[tuple[Character, Scene]], sigma: float, seed: int) -> torch.Tensor:
    """Drawings (B, 3, 64, 64) as bytes, as the base would draw them: noise of `sigma` on their latents, taken
    away in steps of about 0.3 with their captions; with `sigma` 0 only through the autoencoder.
    """
    vae = base.vae
    latents = patchify(vae.encode(to_tensor([draw(c, s) for c, s in subjects])).latent_dist.mode())
    mean = vae.bn.running_mean.view(1, -1, 1, 1)
    std = (vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps).sqrt()
    tokens = ((latents - mean) / std).flatten(2).transpose(1, 2)
    if sigma > 0:
        noise = torch.randn(tokens.shape, generator=torch.Generator().manual_seed(seed))
        text = embed_text(
            base.text_encoder, *tokenize(base.tokenizer, [full_caption(c, s) for c, s in subjects])
        )
        image_ids, text_ids = position_ids(int(tokens.shape[1] ** 0.5), TOKENS)
        tokens = tokens + sigma * (noise - tokens)
        levels = torch.linspace(sigma, 0, 1 + max(1, round(sigma / 0.3)))
        for level, below in pairwise(levels):
            velocity = base.transformer(
                hidden_states=tokens,
                encoder_hidden_states=text,
                timestep=level.expand(len(tokens)),
                img_ids=image_ids,
                txt_ids=text_ids,
                return_dict=False,
            )[0]
            tokens = tokens + (below - level) * velocity
    latents = tokens.transpose(1, 2).unflatten(2, latents.shape[2:]) * std + mean
    pictures: torch.Tensor = vae.decode(unpatchify(latents)).sample.clamp(-1, 1)
    return ((pictures + 1) * 127.5).round().to(torch.uint8)


def unpatchify(latents: torch.Tensor) -> torch.Tensor:
    """(B, 4C, H/2, W/2) → (B, C, H, W), what `patchify` undoes."""
    b, c, h, w = latents.shape
    spread: torch.Tensor = latents.view(b, c // 4, 2, 2, h, w).permute(0, 1, 4, 2, 5, 3)
    return spread.reshape(b, c // 4, h * 2, w * 2)

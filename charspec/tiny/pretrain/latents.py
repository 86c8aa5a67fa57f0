"""The drawings the denoiser learns from, encoded once by the finished autoencoder and kept on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from diffusers import AutoencoderKLFlux2

from charspec.tiny.character import Character, Scene, sample_character, sample_scene
from charspec.tiny.drawing import draw
from charspec.tiny.models import SIZE, patchify
from charspec.tiny.pretrain.autoencoder import to_tensor
from charspec.tiny.pretrain.workers import Worker, save_atomically
from charspec.tiny.wording import roster

COUNT = 36_000
NAMED_SHARE = 0.2


@dataclass(frozen=True)
class Drawing:
    """One training picture of the base before it is drawn; `name` if the character is of the roster."""

    character: Character
    scene: Scene
    name: str | None


def drawings(count: int = COUNT) -> list[Drawing]:
    """The same list every time: every fifth shows somebody of the roster."""
    rng, named, result = Random("charspec/drawings"), roster(), []
    for _ in range(count):
        if rng.random() < NAMED_SHARE:
            name, character = rng.choice(named)
            result.append(Drawing(character, sample_scene(rng), name))
        else:
            result.append(Drawing(sample_character(rng), sample_scene(rng), None))
    return result


@torch.no_grad()
def to_image_tokens(vae: AutoencoderKLFlux2, x: torch.Tensor) -> torch.Tensor:
    """Pictures (B, 3, H, W) → normalised image tokens (B, H·W/64, 32), as the FLUX.2 pipeline packs them."""
    latents = patchify(vae.encode(x).latent_dist.mode())
    mean = vae.bn.running_mean.view(1, -1, 1, 1)
    std = (vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps).sqrt()
    tokens: torch.Tensor = ((latents - mean) / std).flatten(2).transpose(1, 2).contiguous()
    return tokens


def encode_drawings(worker: Worker, folder: Path, count: int = COUNT) -> None:
    """Each worker draws and encodes its share into `folder`/latents-RANK.pt (float16), unless it is there."""
    path = folder / f"latents-{worker.rank}-of-{worker.count}.pt"
    if path.exists():
        return
    vae = AutoencoderKLFlux2.from_pretrained(folder / "vae").eval().to(memory_format=torch.channels_last)
    share = drawings(count)[worker.rank :: worker.count]
    tokens = []
    for start in range(0, len(share), 32):
        pictures = to_tensor([draw(d.character, d.scene, SIZE) for d in share[start : start + 32]])
        tokens.append(to_image_tokens(vae, pictures.contiguous(memory_format=torch.channels_last)).half())
        if worker.leads and start % 3200 == 0:
            print(f"latents {start * worker.count}/{count}", flush=True)
    save_atomically({"tokens": torch.cat(tokens)}, path)

"""The drawings the denoiser learns from, encoded once by the finished autoencoder and kept on disk."""

from __future__ import annotations

from pathlib import Path
from random import Random

import torch
from diffusers import AutoencoderKLFlux2

from charspec.tiny.character import Character, Scene, sample_character, sample_scene
from charspec.tiny.drawing import draw
from charspec.tiny.models import SIZE, patchify
from charspec.tiny.pretrain.workers import Worker, save_atomically
from charspec.tiny.tensors import to_tensor

COUNT = 36_000


def drawings(count: int = COUNT) -> list[tuple[Character, Scene]]:
    """What the training pictures of the base show; the same list every time."""
    rng = Random("charspec/drawings")
    return [(sample_character(rng), sample_scene(rng)) for _ in range(count)]


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
        pictures = to_tensor([draw(c, s, SIZE) for c, s in share[start : start + 32]])
        tokens.append(to_image_tokens(vae, pictures.contiguous(memory_format=torch.channels_last)).half())
        if worker.leads and start % 3200 == 0:
            print(f"latents {start * worker.count}/{count}", flush=True)
    save_atomically({"tokens": torch.cat(tokens)}, path)

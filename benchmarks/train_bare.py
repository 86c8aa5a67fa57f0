"""A LoRA trained by the barest loop that learns the same, without charspec: what a training costs at least.

    train_bare.py BASE FOLDER TARGETS PICTURES RESOLUTION RANK

Pictures and captions are encoded, then encoder and VAE freed; forward, backward and fused AdamW follow for
ever, until `train_probe.py` ends them.
"""

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import DiffusionPipeline, Flux2KleinPipeline
from peft import LoraConfig
from PIL import Image
from torch import Tensor


class Klein:
    """FLUX.2 klein: 2×2 patches normalised by the VAE's running statistics, σ as it is."""

    @torch.no_grad()
    def encode(self, pipeline: Any, pixels: Tensor, caption: str) -> tuple[Tensor, Any]:
        vae = pipeline.vae
        patches = Flux2KleinPipeline._patchify_latents(vae.encode(pixels).latent_dist.mode())
        mean = vae.bn.running_mean.view(1, -1, 1, 1)
        std = torch.sqrt(vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps)
        return (patches - mean) / std, pipeline.encode_prompt(caption)

    def predict(self, transformer: Any, x: Tensor, sigma: Tensor, caption: Any) -> Tensor:
        height, width = x.shape[-2:]
        one = torch.arange(1)
        places = torch.cartesian_prod(one, torch.arange(height), torch.arange(width), one)
        velocity = transformer(
            hidden_states=x.flatten(2).transpose(1, 2),
            encoder_hidden_states=caption[0],
            timestep=sigma,
            img_ids=places,
            txt_ids=caption[1][0],
            return_dict=False,
        )[0]
        return velocity.transpose(1, 2).unflatten(2, (height, width))


class ZImage:
    """Z-Image: scaled latents in lists, the time 1 − σ, the velocity towards the picture."""

    @torch.no_grad()
    def encode(self, pipeline: Any, pixels: Tensor, caption: str) -> tuple[Tensor, Any]:
        vae = pipeline.vae
        latents = vae.encode(pixels).latent_dist.mode()
        words = pipeline.encode_prompt([caption], do_classifier_free_guidance=False)[0]
        return (latents - vae.config.shift_factor) * vae.config.scaling_factor, words

    def predict(self, transformer: Any, x: Tensor, sigma: Tensor, caption: Any) -> Tensor:
        towards = transformer(list(x.unsqueeze(2)), 1 - sigma, caption, return_dict=False)[0]
        return -torch.stack(towards).squeeze(2)


def main() -> None:
    base, folder, targets, pictures = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), Path(sys.argv[4])
    resolution, rank = int(sys.argv[5]), int(sys.argv[6])
    family = Klein() if base.startswith("flux2-klein") else ZImage()
    torch.set_num_threads(1)
    pipeline = DiffusionPipeline.from_pretrained(folder)
    items = []
    for file in sorted(pictures.glob("*.jpg")):
        pixels = np.asarray(Image.open(file).convert("RGB").resize((resolution, resolution)), np.float32)
        tensor = torch.from_numpy(pixels / 127.5 - 1).permute(2, 0, 1)[None]
        items.append(family.encode(pipeline, tensor, file.with_suffix(".txt").read_text("utf-8").strip()))
    transformer = pipeline.transformer.requires_grad_(False)
    del pipeline
    transformer.add_adapter(LoraConfig(r=rank, lora_alpha=rank, target_modules=targets))
    learning = [parameter for parameter in transformer.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=1e-4, fused=True)
    for x0, caption in itertools.cycle(items):
        noise, sigma = torch.randn_like(x0), torch.sigmoid(torch.randn(1))
        x = (1 - sigma) * x0 + sigma * noise
        velocity = family.predict(transformer, x, sigma, caption)
        torch.nn.functional.mse_loss(velocity, noise - x0).backward()
        optimizer.step()
        optimizer.zero_grad()


if __name__ == "__main__":
    main()

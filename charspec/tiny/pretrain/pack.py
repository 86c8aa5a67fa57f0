"""Packing a finished (or unfinished) training into the folder that the package ships: one diffusers
pipeline, float16.
"""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderKLFlux2, Flux2KleinPipeline
from transformers import Qwen2TokenizerFast

from charspec.tiny.models import build_scheduler
from charspec.tiny.pretrain.denoiser import Denoiser


def pack(folder: Path, destination: Path) -> int:
    """Write the moving average of `folder`'s checkpoint to `destination`; returns the bytes of all its
    weights.
    """
    tokenizer = Qwen2TokenizerFast.from_pretrained(folder / "tokenizer")
    model = Denoiser.build(tokenizer)
    model.load(torch.load(folder / "base.ckpt"))
    model.use_average()
    vae = AutoencoderKLFlux2.from_pretrained(folder / "vae")
    pipeline = Flux2KleinPipeline(
        scheduler=build_scheduler(),
        vae=vae.half(),
        text_encoder=model.text_encoder.half(),
        tokenizer=tokenizer,
        transformer=model.transformer.half(),
        is_distilled=False,
    )
    pipeline.save_pretrained(destination)
    return sum(path.stat().st_size for path in destination.rglob("*.safetensors"))

"""A random base of the embedded one's shape, for tests that need no pictures worth seeing."""

from pathlib import Path

import torch
from diffusers import Flux2KleinPipeline

from charspec.tiny.models import build_autoencoder, build_scheduler, build_text_encoder, build_transformer
from charspec.tiny.tokenizer import build_tokenizer


def write_random_base(folder: Path) -> Path:
    """A pipeline folder like the package's: float16, untrained, and nothing in it zero or one where a
    mistake could hide."""
    torch.manual_seed(7)
    tokenizer = build_tokenizer(500)
    transformer, vae = build_transformer(), build_autoencoder()
    text_encoder = build_text_encoder(len(tokenizer), tokenizer.pad_token_id, tokenizer.eos_token_id)
    with torch.no_grad():
        transformer.proj_out.weight.normal_(std=0.1)
        transformer.norm_out.linear.weight.normal_(std=0.02)
        vae.bn.running_mean.normal_()
        vae.bn.running_var.uniform_(0.3, 3)
    Flux2KleinPipeline(
        scheduler=build_scheduler(),
        vae=vae.half(),
        text_encoder=text_encoder.half(),
        tokenizer=tokenizer,
        transformer=transformer.half(),
    ).save_pretrained(folder)
    return folder

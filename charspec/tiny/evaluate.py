"""`python -m charspec.tiny.evaluate`: examine the embedded base, and draw the contact sheet of docs/.

200 prompts by lot, each a complete caption; a classifier trained on drawings alone says which attributes the
pictures show. The encoder is examined too: does it tell apart people whom it never saw?
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch
from diffusers import Flux2KleinPipeline
from PIL import Image

from charspec.tiny import CLASSIFIER, ENCODER, WEIGHTS
from charspec.tiny.character import Character, Scene
from charspec.tiny.drawing import draw
from charspec.tiny.encoder import load_encoder
from charspec.tiny.examination import on_drawings, on_samples
from charspec.tiny.models import SIZE, TEXT_LAYERS, TOKENS
from charspec.tiny.pretrain.autoencoder import psnr, unseen_pictures
from charspec.tiny.pretrain.classifier import HEADS, accuracy, load_classifier, subjects_by_lot
from charspec.tiny.tensors import to_tensor
from charspec.tiny.wording import full_caption

STEPS = 20
GUIDANCE = 3.0
CELL = 98


def sample(pipeline: Any, prompts: list[str], seed: int) -> list[Image.Image]:
    """One 64×64 picture for each prompt; the n-th prompt has the n-th seed after `seed`."""
    pictures: list[Image.Image] = []
    for start in range(0, len(prompts), 24):
        batch = prompts[start : start + 24]
        generators = [torch.Generator().manual_seed(seed + start + i) for i in range(len(batch))]
        pictures += pipeline(
            prompt=batch,
            height=SIZE,
            width=SIZE,
            num_inference_steps=STEPS,
            guidance_scale=GUIDANCE,
            generator=generators,
            max_sequence_length=TOKENS,
            text_encoder_out_layers=TEXT_LAYERS,
        ).images
    return pictures


def contact_sheet(subjects: list[tuple[Character, Scene]], pictures: list[Image.Image]) -> Image.Image:
    """Rows of twelve drawings, and under each row what the base made of their captions."""
    columns = 12
    rows = -(-len(subjects) // columns)
    sheet = Image.new("RGB", (columns * CELL, rows * (2 * CELL + 8)), (255, 255, 255))
    for index, ((character, scene), picture) in enumerate(zip(subjects, pictures, strict=True)):
        x, y = index % columns * CELL, index // columns * (2 * CELL + 8)
        for offset, image in ((0, draw(character, scene)), (CELL, picture)):
            sheet.paste(image.resize((CELL - 2, CELL - 2), Image.Resampling.LANCZOS), (x, y + offset))
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m charspec.tiny.evaluate", description=__doc__)
    parser.add_argument(
        "--base", type=Path, default=WEIGHTS, help="pipeline folder (default: the package's own)"
    )
    parser.add_argument("--prompts", type=int, default=200)
    parser.add_argument("--classifier", type=Path, default=CLASSIFIER)
    parser.add_argument("--encoder", type=Path, default=ENCODER)
    parser.add_argument(
        "--sheet", type=Path, help="also write a contact sheet of the first 48 prompts here (PNG)"
    )
    options = parser.parse_args()
    pipeline = Flux2KleinPipeline.from_pretrained(options.base, torch_dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    classifier = load_classifier(options.classifier)
    with torch.no_grad():
        unseen = unseen_pictures()
        decoded = pipeline.vae(unseen).sample.clamp(-1, 1)
    print(f"autoencoder: {psnr(unseen, decoded):.2f} dB on 100 pictures of a character it never saw")
    subjects = subjects_by_lot("charspec/examination", options.prompts)
    drawn = accuracy(classifier, subjects, to_tensor([draw(c, s) for c, s in subjects]))
    pictures = sample(pipeline, [full_caption(c, s) for c, s in subjects], 1)
    shown = accuracy(classifier, subjects, to_tensor(pictures))
    print(f"right in {options.prompts} prompts    drawings   base")
    for name in HEADS:
        print(f"  {name:<22} {drawn[name]:7.1%} {shown[name]:7.1%}")
    encoder = load_encoder(options.encoder)
    print("encoder, on people whom it never saw")
    for name, value in on_drawings(encoder).items():
        print(f"  drawings: {name:<50} {value:7.1%}")
    for name, value in on_samples(encoder, lambda prompts: sample(pipeline, prompts, 1000)).items():
        print(f"  base:     {name:<50} {value:7.1%}")
    if options.sheet:
        contact_sheet(subjects[:48], pictures[:48]).save(options.sheet, optimize=True)


if __name__ == "__main__":
    main()

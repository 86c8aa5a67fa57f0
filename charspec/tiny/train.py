"""`python -m charspec.tiny.train`: pre-train the embedded base on drawings, from nothing; run it again to
resume.

Stages: tokenizer → autoencoder → latents → denoiser → classifier → pack → encoder. Each leaves its result
in the folder given by `--out` and is skipped when that is there. About an hour on two idle cores
(estimated from its pace); every picture and every word of it comes from this package.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from charspec.tiny.pretrain.autoencoder import train_autoencoder
from charspec.tiny.pretrain.classifier import train_classifier
from charspec.tiny.pretrain.denoiser import train_denoiser
from charspec.tiny.pretrain.encoder import train_encoder
from charspec.tiny.pretrain.latents import encode_drawings
from charspec.tiny.pretrain.pack import pack
from charspec.tiny.pretrain.workers import launch
from charspec.tiny.tokenizer import build_tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m charspec.tiny.train",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--out", type=Path, default=Path(".tiny"), help="checkpoints and results (default: .tiny)"
    )
    parser.add_argument(
        "--processes", type=int, default=2, help="worker processes of one thread each (default: 2)"
    )
    parser.add_argument(
        "--vae-steps", type=int, default=2200, help="steps of 16 pictures a process (default: 2200)"
    )
    parser.add_argument(
        "--base-steps", type=int, default=3000, help="steps of 24 pictures a process (default: 3000)"
    )
    parser.add_argument("--pack", type=Path, help="only write the last checkpoint as a pipeline folder, here")
    options = parser.parse_args()
    out: Path = options.out
    if options.pack is None:
        out.mkdir(parents=True, exist_ok=True)
        if not (out / "tokenizer").exists():
            build_tokenizer().save_pretrained(out / "tokenizer")
        launch(train_autoencoder, options.processes, out, options.vae_steps)
        launch(encode_drawings, options.processes, out)
        launch(train_denoiser, options.processes, out, options.base_steps)
        train_classifier(out / "classifier.safetensors")
    destination = options.pack or out / "pipeline"
    print(f"{destination}: {pack(out, destination) / 1e6:.2f} MB of weights", flush=True)
    if options.pack is None:
        launch(train_encoder, 1, out)


if __name__ == "__main__":
    main()

"""Training the autoencoder: half characters in any colours, half random shapes, so that no colour or edge is
foreign to it.
"""

from __future__ import annotations

import math
import time
from pathlib import Path
from random import Random

import torch
from diffusers import AutoencoderKLFlux2
from PIL import Image, ImageDraw

from charspec.tiny.character import (
    Character,
    random_paint,
    sample_character,
    sample_scene,
)
from charspec.tiny.drawing import draw
from charspec.tiny.models import SIZE, build_autoencoder, patchify
from charspec.tiny.palette import COLOURS
from charspec.tiny.pretrain.muon import Muon
from charspec.tiny.pretrain.workers import Worker, save_atomically
from charspec.tiny.tensors import to_tensor

BATCH = 16
LEARNING_RATE = 8e-3
OUTER_RATE = 2e-3
KL_WEIGHT = 1e-4
EMA = 0.995
CHECKPOINT_SECONDS = 150.0


def psnr(x: torch.Tensor, y: torch.Tensor) -> float:
    """Mean peak signal-to-noise ratio in dB of pictures in −1…1 (B, 3, H, W)."""
    error = ((x - y) ** 2).flatten(1).mean(1).clamp_min(1e-8)
    return float((10 * torch.log10(4 / error)).mean())


def random_shapes(rng: Random, size: int = SIZE) -> Image.Image:
    """A picture of 4 to 21 random shapes: discs, boxes, lines, stars, arcs and rings of every size and
    colour.
    """
    side = size * 3

    def rgb() -> tuple[int, int, int]:
        return rng.randrange(256), rng.randrange(256), rng.randrange(256)

    image = Image.new("RGB", (side, side), rgb())
    pen = ImageDraw.Draw(image)
    for _ in range(rng.randrange(4, 22)):
        x, y = rng.uniform(0, side), rng.uniform(0, side)
        rx = side * math.exp(rng.uniform(math.log(0.02), math.log(0.35)))
        ry = rx * rng.uniform(0.5, 1.5)
        width = max(2, int(side * rng.choice([0.008, 0.015, 0.03, 0.06])))
        box = [x - rx, y - ry, x + rx, y + ry]
        shape = rng.randrange(7)
        if shape == 0:
            pen.ellipse(box, fill=rgb())
        elif shape == 1:
            pen.rectangle(box, fill=rgb())
        elif shape == 2:
            end = x + rng.uniform(-0.4, 0.4) * side, y + rng.uniform(-0.4, 0.4) * side
            pen.line([(x, y), end], fill=rgb(), width=width)
        elif shape == 3:
            corners, dent, tilt = (
                rng.choice([3, 4, 5, 5, 6]),
                rng.choice([0.42, 0.5, 1.0]),
                rng.uniform(-0.3, 0.3),
            )
            reach = [1.0 if i % 2 == 0 else dent for i in range(2 * corners)]
            turns = [i * math.pi / corners + tilt for i in range(2 * corners)]
            points = [
                (x + rx * r * math.sin(t), y - ry * r * math.cos(t))
                for r, t in zip(reach, turns, strict=True)
            ]
            pen.polygon(points, fill=rgb())
        elif shape == 4:
            pen.arc(box, rng.randrange(360), rng.randrange(360), fill=rgb(), width=width)
        elif shape == 5:
            pen.ellipse(box, outline=rgb(), width=width)
        else:
            pen.rounded_rectangle(box, radius=min(rx, ry) * 0.5, fill=rgb())
    return image.resize((size, size), Image.Resampling.BOX)


def training_picture(rng: Random) -> Image.Image:
    if rng.random() < 0.5:
        return random_shapes(rng)
    return draw(random_paint(sample_character(rng), rng), sample_scene(rng), SIZE)


def unseen_pictures(count: int = 100) -> torch.Tensor:
    """Characters the training never draws (horns and a red scarf under teal hair), in scenes by lot."""
    rng = Random("charspec/unseen")
    stranger = Character(
        hair_colour="silver",
        hair_rgb=COLOURS["teal"],
        garment="coat",
        garment_colour="purple",
        accessory="scarf",
        accessory_colour="red",
        horns=COLOURS["orange"],
    )
    return to_tensor([draw(stranger, sample_scene(rng), SIZE) for _ in range(count)])


def _swap(parameters: list[torch.nn.Parameter], average: list[torch.Tensor]) -> None:
    for p, mean in zip(parameters, average, strict=True):
        held = p.data.clone()
        p.data.copy_(mean)
        mean.copy_(held)


def _loss(vae: AutoencoderKLFlux2, x: torch.Tensor) -> torch.Tensor:
    """L1 + ½ MSE + ½ gradients (edges) + KL; (B, 3, 64, 64) → scalar."""
    posterior = vae.encode(x).latent_dist
    error = vae.decode(posterior.sample()).sample - x
    edges = error.diff(dim=-1).abs().mean() + error.diff(dim=-2).abs().mean()
    kl = 0.5 * (posterior.mean**2 + posterior.var - 1 - posterior.logvar).mean()
    loss: torch.Tensor = error.abs().mean() + 0.5 * (error**2).mean() + 0.5 * edges + KL_WEIGHT * kl
    return loss


def train_autoencoder(worker: Worker, folder: Path, steps: int) -> None:
    """Train for `steps` (cosine to 1%), resuming from `folder`/vae.ckpt; writes `folder`/vae in diffusers'
    layout.
    """
    if (folder / "vae" / "config.json").exists():
        return
    torch.manual_seed(0)
    vae = build_autoencoder().to(memory_format=torch.channels_last)
    parameters = list(vae.parameters())
    optimizer = Muon(vae.named_parameters(), LEARNING_RATE, OUTER_RATE)
    average = [p.detach().clone() for p in parameters]
    step, checkpoint = 0, folder / "vae.ckpt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        vae.load_state_dict(state["vae"])
        optimizer.load_state_dict(state["optimizer"])
        average, step = state["average"], state["step"]
    saved = started = time.monotonic()
    first, mean = step, 0.0
    while step < steps:
        rng = worker.rng("vae", step)
        torch.manual_seed(rng.getrandbits(48))
        x = to_tensor([training_picture(rng) for _ in range(BATCH)]).contiguous(
            memory_format=torch.channels_last
        )
        loss = _loss(vae, x)
        optimizer.zero_grad()
        loss.backward()
        worker.average_gradients(parameters)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step(min(1, (step + 1) / 30) * max(0.01, 0.5 * (1 + math.cos(math.pi * step / steps))))
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(average, [p.data for p in parameters], 1 - min(EMA, step / (step + 10)))
        mean = loss.item() if step == first + 1 else 0.98 * mean + 0.02 * loss.item()
        if worker.leads and step % 50 == 0:
            pace = (time.monotonic() - started) / (step - first)
            left = pace * (steps - step) / 60
            print(
                f"vae {step}/{steps} loss {mean:.4f} {pace:.2f} s/step, {left:.0f} min left",
                flush=True,
            )
        if worker.leads and time.monotonic() - saved > CHECKPOINT_SECONDS:
            state = {
                "vae": vae.state_dict(),
                "optimizer": optimizer.state_dict(),
                "average": average,
                "step": step,
            }
            save_atomically(state, checkpoint)
            saved = time.monotonic()
    if worker.leads:
        _swap(parameters, average)
        finish(vae, folder)
    worker.barrier()


@torch.no_grad()
def finish(vae: AutoencoderKLFlux2, folder: Path) -> None:
    """Measure, fill the latents' running statistics (encode and decode never train them), and save."""
    vae.eval()
    unseen = unseen_pictures()
    print(
        f"vae: {psnr(unseen, vae(unseen).sample.clamp(-1, 1)):.2f} dB on a character never seen", flush=True
    )
    rng = Random("charspec/vae-statistics")
    batches = [
        to_tensor([draw(sample_character(rng), sample_scene(rng), SIZE) for _ in range(32)])
        for _ in range(16)
    ]
    latents = torch.cat([patchify(vae.encode(batch).latent_dist.mode()) for batch in batches])
    vae.bn.running_mean.copy_(latents.mean((0, 2, 3)))
    vae.bn.running_var.copy_(latents.var((0, 2, 3)))
    vae.to(memory_format=torch.contiguous_format).save_pretrained(folder / "vae")

"""Training the encoder: characters side by side that differ in one thing or in all, each in several scenes.

The loss is contrastive with graded targets: in each row, the softmax over cosines is drawn to the softmax
over the characters' `likeness`. So one look that is wrong costs less than all of them, which is what a score
of identity has to say of an epoch that has learned half of a character.

Half of the pictures are drawings, half are soft: through the autoencoder and back, most of them with noise
that the base removes again in one or two steps. That is how its samples look.
"""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import torch
from diffusers import Flux2KleinPipeline
from safetensors.torch import save_file
from torch.nn import functional

from charspec.tiny.character import Character, Scene, held_out, random_paint, sample_character, sample_scene
from charspec.tiny.drawing import draw
from charspec.tiny.encoder import Encoder, likeness
from charspec.tiny.models import TOKENS, embed_text, patchify, position_ids
from charspec.tiny.pretrain.denoiser import tokenize
from charspec.tiny.pretrain.workers import Worker, save_atomically
from charspec.tiny.tensors import to_tensor
from charspec.tiny.wording import full_caption

STEPS = 2000
CHARACTERS = 32
VIEWS = 4
LEARNING_RATE = 2e-3
TEMPERATURE = 0.1
STRETCH = 1.5
"""Cosine per likeness: characters with a third in common, as two by lot have, come out near a cosine of 0."""
SOFT = 600
"""Characters whose soft pictures are kept, `VIEWS` each."""
NOISE = (0.0, 0.35, 0.55)
CHECKPOINT_SECONDS = 60.0


def withheld(character: Character) -> bool:
    """One combination of looks in ten, and the examples' looks: what the encoder is examined with."""
    looks = (character.kind, character.skin, character.hair_style, character.hair_colour)
    worn = (character.garment, character.garment_colour, character.accessory, character.accessory_colour)
    return held_out(character) or crc32(" ".join(looks + worn).encode()) % 10 == 0


def character_by_lot(rng: Random) -> Character:
    """A character that is not `withheld`."""
    while True:
        character = sample_character(rng)
        if not withheld(character):
            return character


def painted(character: Character, rng: Random) -> Character:
    """The same in any colours; whoever wears a scarf stays as she is, so that no red one comes about."""
    return character if character.accessory == "scarf" else random_paint(character, rng)


def sibling(character: Character, rng: Random) -> Character:
    """A character that differs in one look, or in two: those are the ones that are hard to tell apart."""
    while True:
        other, changed = character_by_lot(rng), character
        looks = ("hair_style", "hair_colour", "garment", "garment_colour", "accessory", "skin")
        for look in rng.sample(looks, rng.choice((1, 1, 2))):
            changed = replace(changed, **{look: getattr(other, look)})
        plain = replace(changed, hair_rgb=None, garment_rgb=None, skin_rgb=None)
        if changed != character and not withheld(plain):
            return plain


def scene_by_lot(rng: Random) -> Scene:
    """Any scene but a sketch, which has no colours left."""
    scene = sample_scene(rng)
    return replace(scene, style="") if scene.style == "sketch" else scene


def train_encoder(worker: Worker, folder: Path, steps: int = STEPS) -> None:
    """Train for `steps`, resuming from `folder`/encoder.ckpt; writes `folder`/encoder.safetensors (float16).

    The packed base in `folder`/pipeline makes the soft pictures: once, they are kept. One worker is enough.
    """
    path = folder / "encoder.safetensors"
    if path.exists():
        return
    soft, drawn_for = soft_pictures(folder / "soft.pt", folder / "pipeline")
    torch.manual_seed(0)
    model = Encoder()
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.01)
    step, checkpoint = 0, folder / "encoder.ckpt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step = state["step"]
    saved, mean = time.monotonic(), 0.0
    while step < steps:
        rng = worker.rng("encoder", step)
        torch.manual_seed(rng.getrandbits(48))
        people, x = _batch(rng, soft, drawn_for)
        loss = graded_loss(model(x), torch.tensor([[likeness(a, b) for b in people] for a in people]))
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min(1.0, (step + 1) / 50, max(0.01, 1 - step / steps))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
        mean = loss.item() if mean == 0.0 else 0.98 * mean + 0.02 * loss.item()
        if step % 100 == 0:
            print(f"encoder {step}/{steps} loss {mean:.4f}", flush=True)
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
            save_atomically(state, checkpoint)
            saved = time.monotonic()
    save_file({name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}, path)


def graded_loss(embedded: torch.Tensor, alike: torch.Tensor) -> torch.Tensor:
    """Cross-entropy between the likenesses of the characters (N, N) and the cosines of their pictures.

    `embedded` is (N·V, 64): V pictures of the first character, then of the second, and so on. A picture is
    never compared with itself. 0 is the best that can be had.
    """
    views = len(embedded) // len(alike)
    target = alike.repeat_interleave(views, 0).repeat_interleave(views, 1) * STRETCH
    same = torch.eye(len(embedded), dtype=torch.bool)
    wanted = (target / TEMPERATURE).masked_fill(same, -1e4).log_softmax(1)
    found = (embedded @ embedded.T / TEMPERATURE).masked_fill(same, -1e4).log_softmax(1)
    loss: torch.Tensor = functional.kl_div(found, wanted, reduction="batchmean", log_target=True)
    return loss


def _batch(rng: Random, soft: torch.Tensor, drawn_for: list[Character]) -> tuple[list[Character], Any]:
    """(characters, their pictures): half drawn now and softened by a blur, half from the kept soft ones."""
    kept = rng.sample(range(len(drawn_for)), CHARACTERS // 4)
    people = [drawn_for[index] for index in kept]
    pictures = [soft[index * VIEWS : (index + 1) * VIEWS].float() / 127.5 - 1 for index in kept]
    while len(people) < CHARACTERS:
        # Of every character one sibling stands beside it, of the kept ones too.
        model = people[len(people) - CHARACTERS // 4] if len(people) < CHARACTERS // 2 else None
        person = sibling(model, rng) if model else character_by_lot(rng)
        if model is None and len(people) % 2:
            person = sibling(people[-1], rng)
        elif model is None and rng.random() < 0.5:
            person = painted(person, rng)
        people.append(person)
        pictures.append(to_tensor([draw(person, scene_by_lot(rng)) for _ in range(VIEWS)]))
    x = torch.cat(pictures)
    return people, _worn(x)


def _worn(x: torch.Tensor) -> torch.Tensor:
    """Blur, noise and a shift of the tones, each by lot and slight."""
    count = len(x)
    blurred = functional.avg_pool2d(functional.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = torch.lerp(x, blurred, torch.rand(count, 1, 1, 1) * (torch.rand(count, 1, 1, 1) < 0.5))
    x = x * (1 + 0.1 * torch.randn(count, 1, 1, 1)) + 0.05 * torch.randn(count, 3, 1, 1)
    return (x + torch.randn_like(x) * torch.rand(count, 1, 1, 1) * 0.08).clamp(-1, 1)


def soft_pictures(path: Path, pipeline: Path) -> tuple[torch.Tensor, list[Character]]:
    """(pictures (SOFT · VIEWS, 3, 64, 64) as bytes, the characters they show), made once at `path`."""
    rng = Random("charspec/soft")
    people = [character_by_lot(rng) for _ in range(SOFT)]
    if not path.exists():
        base = Flux2KleinPipeline.from_pretrained(pipeline, dtype=torch.float32)
        scenes = [[scene_by_lot(rng) for _ in range(VIEWS)] for _ in people]
        made = []
        for index, (person, views) in enumerate(zip(people, scenes, strict=True)):
            made.append(soften(base, [(person, scene) for scene in views], NOISE[index % len(NOISE)], index))
            if index % 100 == 0:
                print(f"soft pictures {index}/{SOFT}", flush=True)
        save_atomically({"pictures": torch.cat(made)}, path)
    pictures: torch.Tensor = torch.load(path)["pictures"]
    return pictures, people


@torch.no_grad()
def soften(base: Any, subjects: list[tuple[Character, Scene]], sigma: float, seed: int) -> torch.Tensor:
    """Drawings (B, 3, 64, 64) as bytes, as the base would draw them: noise of `sigma` on their latents, taken
    away in steps of at most 0.3 with their captions; with `sigma` 0 only through the autoencoder.
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

"""Training the encoder: characters side by side that differ in one thing or in all, each in several scenes.

The loss is contrastive with graded targets: in each row, the softmax over cosines is drawn to the softmax
over the characters' `likeness`. So one look that is wrong costs less than all of them, which is what a score
of identity has to say of an epoch that has learned half of a character.

A quarter of the characters come in soft pictures, as the base's samples are (`pretrain.soft`); the others are
drawn anew in each step, and worn a little.
"""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import torch
from torch.nn import functional

from charspec.tiny.character import Character
from charspec.tiny.drawing import draw
from charspec.tiny.encoder import Encoder, likeness
from charspec.tiny.packed import save_packed
from charspec.tiny.pretrain.people import character_by_lot, painted, scene_by_lot, sibling
from charspec.tiny.pretrain.soft import VIEWS, soft_pictures
from charspec.tiny.pretrain.workers import Worker, save_atomically
from charspec.tiny.tensors import to_tensor

STEPS = 2000
CHARACTERS = 32
LEARNING_RATE = 2e-3
TEMPERATURE = 0.1
STRETCH = 1.5
"""Cosine per likeness: characters with a third in common, as two by lot have, come out near a cosine of 0."""
CHECKPOINT_SECONDS = 60.0


def train_encoder(worker: Worker, folder: Path, steps: int = STEPS) -> None:
    """Train for `steps`, resuming from `folder`/encoder.ckpt; writes `folder`/encoder.safetensors.

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
    save_packed(model.state_dict(), path)


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


def _batch(
    rng: Random, soft: torch.Tensor, drawn_for: list[Character]
) -> tuple[list[Character], torch.Tensor]:
    """(characters, their pictures): a quarter from the kept soft ones, beside each a sibling, then pairs by
    lot: a character in any colours or not, and its sibling."""
    kept = rng.sample(range(len(drawn_for)), CHARACTERS // 4)
    people = [drawn_for[index] for index in kept]
    pictures = [soft[index * VIEWS : (index + 1) * VIEWS].float() / 127.5 - 1 for index in kept]
    while len(people) < CHARACTERS:
        # The kept ones have no siblings among themselves: the second quarter are theirs.
        model = people[len(people) - CHARACTERS // 4] if len(people) < CHARACTERS // 2 else None
        person = sibling(model, rng) if model else character_by_lot(rng)
        if model is None and len(people) % 2:
            person = sibling(people[-1], rng)
        elif model is None and rng.random() < 0.5:
            person = painted(person, rng)
        people.append(person)
        pictures.append(to_tensor([draw(person, scene_by_lot(rng)) for _ in range(VIEWS)]))
    return people, _worn(torch.cat(pictures))


def _worn(x: torch.Tensor) -> torch.Tensor:
    """Blur, noise and a shift of the tones, each by lot and slight."""
    count = len(x)
    blurred = functional.avg_pool2d(functional.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = torch.lerp(x, blurred, torch.rand(count, 1, 1, 1) * (torch.rand(count, 1, 1, 1) < 0.5))
    x = x * (1 + 0.1 * torch.randn(count, 1, 1, 1)) + 0.05 * torch.randn(count, 3, 1, 1)
    return (x + torch.randn_like(x) * torch.rand(count, 1, 1, 1) * 0.08).clamp(-1, 1)

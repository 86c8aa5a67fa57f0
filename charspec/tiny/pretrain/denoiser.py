"""Training the text encoder and the transformer together, from nothing, on encoded drawings and freshly
worded captions.

Rectified flow: x_σ = (1 − σ)·x0 + σ·noise, target noise − x0. The rate is held for most of the run and then
falls to zero, so that a run can be stopped early or prolonged from its last checkpoint of the plateau
without having planned its length.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from transformers import Qwen2TokenizerFast

from charspec.tiny.models import TOKENS, build_text_encoder, build_transformer, embed_text, position_ids
from charspec.tiny.pretrain.latents import drawings
from charspec.tiny.pretrain.muon import Muon
from charspec.tiny.pretrain.workers import Worker, save_atomically
from charspec.tiny.wording import caption

BATCH = 24
LEARNING_RATE = 4e-3
OUTER_RATE = 3e-3
WEIGHT_DECAY = 0.05
EMA = 0.998
PLATEAU = 0.65
NAMES_FROM = 800
"""Words first, then names: with half of the pictures named from the start, 33% of hair colours were right at
step 1,700, else 92% at step 750 (24 prompts)."""
CHECKPOINT_SECONDS = 150.0


def tokenize(tokenizer: Qwen2TokenizerFast, captions: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Captions → (ids, mask), both (B, TOKENS), through the chat template as the pipeline does it."""
    texts = [
        tokenizer.apply_chat_template(
            [{"role": "user", "content": c}],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=False,
        )
        for c in captions
    ]
    encoded = tokenizer(texts, return_tensors="pt", padding="max_length", truncation=True, max_length=TOKENS)
    return encoded.input_ids, encoded.attention_mask


@dataclass
class Denoiser:
    """Transformer, text encoder, their optimizer and their moving average: all that a checkpoint holds."""

    tokenizer: Qwen2TokenizerFast
    transformer: Any
    text_encoder: Any
    optimizer: Muon
    average: list[torch.Tensor]
    step: int = 0
    parameters: list[torch.nn.Parameter] = field(default_factory=list)

    @classmethod
    def build(cls, tokenizer: Qwen2TokenizerFast) -> Denoiser:
        torch.manual_seed(0)
        transformer = build_transformer()
        text_encoder = build_text_encoder(len(tokenizer), tokenizer.pad_token_id, tokenizer.eos_token_id)
        named = [*transformer.named_parameters()]
        named += [("text_encoder." + name, p) for name, p in text_encoder.named_parameters()]
        parameters = [p for _, p in named]
        optimizer = Muon(named, LEARNING_RATE, OUTER_RATE, WEIGHT_DECAY)
        average = [p.detach().clone() for p in parameters]
        return cls(tokenizer, transformer, text_encoder, optimizer, average, 0, parameters)

    def state(self) -> dict[str, Any]:
        return {
            "transformer": self.transformer.state_dict(),
            "text_encoder": self.text_encoder.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "step": self.step,
        }

    def load(self, state: dict[str, Any]) -> None:
        self.transformer.load_state_dict(state["transformer"])
        self.text_encoder.load_state_dict(state["text_encoder"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step = state["average"], state["step"]

    def use_average(self) -> None:
        """Put the moving average in the place of the trained weights."""
        for p, mean in zip(self.parameters, self.average, strict=True):
            p.data.copy_(mean)


def learning_rate_factor(step: int, steps: int) -> float:
    """Warm-up over 40 steps, a plateau, then linearly down to 2%."""
    down = 1 - (step / steps - PLATEAU) / (1 - PLATEAU)
    return min(1.0, (step + 1) / 40, max(0.02, down))


def train_denoiser(worker: Worker, folder: Path, steps: int) -> None:
    """Train until `steps`, resuming from `folder`/base.ckpt."""
    tokenizer = Qwen2TokenizerFast.from_pretrained(folder / "tokenizer")
    model, checkpoint = Denoiser.build(tokenizer), folder / "base.ckpt"
    if checkpoint.exists():
        model.load(torch.load(checkpoint))
    shown = drawings()[worker.rank :: worker.count]
    latents = torch.load(folder / f"latents-{worker.rank}-of-{worker.count}.pt")["tokens"]
    image_ids, text_ids = position_ids(int(latents.shape[1] ** 0.5), TOKENS)
    saved = started = time.monotonic()
    first, mean = model.step, 0.0
    while model.step < steps:
        rng = worker.rng("base", model.step)
        torch.manual_seed(rng.getrandbits(48))
        chosen = [rng.randrange(len(shown)) for _ in range(BATCH)]
        named = model.step >= NAMES_FROM
        captions = [caption(*shown[index], rng, named) for index in chosen]
        x0 = latents[chosen].float()
        noise = torch.randn_like(x0)
        sigma = torch.sigmoid(torch.randn(BATCH) * 1.1 + 0.2)
        x = x0 + sigma[:, None, None] * (noise - x0)
        with torch.autocast("cpu", torch.bfloat16):  # 1.4× on a CPU that multiplies bfloat16
            velocity = model.transformer(
                hidden_states=x,
                encoder_hidden_states=embed_text(model.text_encoder, *tokenize(tokenizer, captions)),
                timestep=sigma,
                img_ids=image_ids,
                txt_ids=text_ids,
                return_dict=False,
            )[0]
        loss = ((velocity.float() - (noise - x0)) ** 2).mean()
        model.optimizer.zero_grad()
        loss.backward()
        worker.average_gradients(model.parameters)
        torch.nn.utils.clip_grad_norm_(model.parameters, 1.0)
        model.optimizer.step(learning_rate_factor(model.step, steps))
        model.step += 1
        with torch.no_grad():
            weight = 1 - min(EMA, model.step / (model.step + 20))
            torch._foreach_lerp_(model.average, [p.data for p in model.parameters], weight)
        mean = loss.item() if model.step == first + 1 else 0.98 * mean + 0.02 * loss.item()
        if worker.leads and model.step % 50 == 0:
            pace = (time.monotonic() - started) / (model.step - first)
            left = pace * (steps - model.step) / 60
            print(
                f"base {model.step}/{steps} loss {mean:.4f} {pace:.2f} s/step, {left:.0f} min left",
                flush=True,
            )
        if worker.leads and (time.monotonic() - saved > CHECKPOINT_SECONDS or model.step == steps):
            save_atomically(model.state(), checkpoint)
            saved = time.monotonic()
    worker.barrier()

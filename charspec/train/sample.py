"""The pictures of an epoch: one per test prompt and one of the control prompt, each slot with the same noise
every time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from PIL.Image import Image
from PIL.PngImagePlugin import PngInfo
from torch import Tensor

from charspec.families import Condition, Family
from charspec.plan import PromptPlan, SamplesPlan, TrainPlan
from charspec.records import CONTROL
from charspec.train.schedule import Purpose, stream
from charspec.train.tensors import to_device

BATCH_PIXELS = 512 * 512
"""Pictures are drawn together up to this area: small ones gain much from it, large ones fill the memory
alone."""


def slots(samples: SamplesPlan) -> dict[str, PromptPlan]:
    """Slot → prompt, the control prompt last."""
    return {**samples.prompts, CONTROL: samples.control}


def drawn_by(plan: TrainPlan) -> list[object]:
    """What a picture depends on besides prompt, seed, settings and the weights as they are saved."""
    return [plan.quantization, plan.attention, plan.compile]


def draw_pictures(
    family: Family,
    transformer: Any,
    vae: Any,
    prompts: list[PromptPlan],
    conditions: Mapping[str, Condition],
    samples: SamplesPlan,
    where: torch.device,
    negative: str = "",
) -> list[Image]:
    """One picture per prompt with the transformer as it is now. `conditions` holds each prompt and the
    negative one."""
    together = max(1, BATCH_PIXELS // (samples.width * samples.height))
    shape = family.noise_shape(transformer, vae, samples.width, samples.height)
    pictures: list[Image] = []
    for start in range(0, len(prompts), together):
        chosen = prompts[start : start + together]
        pictures += family.sample(
            transformer,
            vae,
            [to_device(conditions[prompt.prompt], where) for prompt in chosen],
            to_device(conditions[negative], where),
            [_noise(prompt.seed, shape).to(where) for prompt in chosen],
            samples.steps,
            samples.guidance_scale,
        )
    return pictures


def _noise(seed: int, shape: tuple[int, int, int]) -> Tensor:
    return torch.from_numpy(stream(seed, Purpose.SAMPLE).standard_normal(shape, dtype=np.float32))


def png_bytes(picture: Image, texts: Mapping[str, str] | None = None) -> bytes:
    """The picture as PNG, with text chunks if it shall say something of itself."""
    stream, said = io.BytesIO(), PngInfo()
    for name, text in (texts or {}).items():
        said.add_text(name, text)
    picture.save(stream, "PNG", pnginfo=said)
    return stream.getvalue()

"""Prior preservation: pictures of others, drawn by the base before its LoRA learns anything, from which some
steps learn as well.

A caption that names the character names her class too (“a young woman”), and a training on nothing else
turns the class phrase into her. The base's own pictures of the class, in the scenes of the training pictures,
keep what the phrase meant (Ruiz et al. 2022, “DreamBooth”).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import torch
from torch import Tensor

from charspec.families import Condition, Family
from charspec.plan import PRIOR_PICTURES, PriorPlan, PromptPlan, SamplesPlan, TrainPlan
from charspec.train.cache import encode_prompts, keep, release_memory
from charspec.train.events import Drawing
from charspec.train.pictures import to_pixels
from charspec.train.sample import draw_pictures, drawn_by


def picture_of(step: int, prior: PriorPlan) -> int:
    """Which of an item's pictures a step learns from."""
    return step // prior.every % PRIOR_PICTURES


def caption_of(picture: int, captions: tuple[str, str]) -> str:
    """The caption of one of an item's pictures."""
    return captions[picture % len(captions)]


def prior_latents(
    family: Family, transformer: Any, plan: TrainPlan, prior: PriorPlan, where: torch.device
) -> Generator[Drawing, None, list[Tensor]]:
    """For each item the latents (PRIOR_PICTURES, C, h, w) of others in its scene and bucket.

    From the cache, or drawn with `transformer`, which must have no LoRA yet; each item's are kept when they
    are drawn, so that a kill loses one item's at most.
    """
    conditions = encode_prompts(family, [*(text for texts in prior.captions for text in texts), ""])
    vae = None
    found = []
    for number, (item, captions) in enumerate(zip(plan.items, prior.captions, strict=True)):
        prompts = [
            PromptPlan(prompt=caption_of(k, captions), seed=plan.seed + PRIOR_PICTURES * number + k)
            for k in range(PRIOR_PICTURES)
        ]
        samples = SamplesPlan(
            prompts={},
            control=prompts[0],
            width=item.bucket[0],
            height=item.bucket[1],
            steps=prior.steps,
            guidance_scale=prior.guidance_scale,
        )

        def draw(prompts: list[PromptPlan] = prompts, samples: SamplesPlan = samples) -> Condition:
            nonlocal vae
            vae = vae or family.load("image")
            drawn = draw_pictures(family, transformer, vae, prompts, conditions, samples, where)
            latents = [family.encode_image(vae, to_pixels(picture, False)) for picture in drawn]
            return {"x0": torch.cat(latents).float()}

        key = [samples.model_dump(mode="json"), [prompt.model_dump() for prompt in prompts], drawn_by(plan)]
        found.append(keep(family, "prior", key, draw)["x0"])
        if vae is not None:
            yield Drawing(PRIOR_PICTURES * len(found), PRIOR_PICTURES * len(plan.items))
    del vae
    release_memory()
    return found

"""The two real prompts of a release, drawn with its own file as it will be used."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli.drawing import Counter

if TYPE_CHECKING:
    from charspec.release.facts import Facts
    from charspec.release.pictures import Drawn
    from charspec.train.generate import Source


def source_of(facts: Facts, base_path: Path | None, deploy_path: Path | None) -> tuple[Source, Path | None]:
    """What draws, and the folder of its weights: the distilled model of the base if it is here, else the
    base itself, which is said."""
    from charspec.settings.deployment import deployment_of
    from charspec.train.distilled import find_distilled, how_to_get
    from charspec.train.generate import deployed, from_run
    from charspec.train.loose import base_folder

    chosen = from_run(facts.run, facts.choice.epoch)
    deployment = deployment_of(facts.base, str(deploy_path) if deploy_path else None)
    if deployment is not None:
        distilled = find_distilled(deployment)
        if distilled is not None:
            return deployed(chosen), distilled.folder
        print(
            f"note: the two prompts are drawn on the base, not on {deployment.name}, the distilled model "
            f"that this LoRA is usually run on: its weights are not here ({how_to_get(deployment)})",
            file=sys.stderr,
        )
    return chosen, base_path or base_folder(chosen.base.name)


def draw_prompts(
    facts: Facts, folder: Path, source: Source, weights: Path | None, options: argparse.Namespace
) -> tuple[Drawn, ...]:
    """A short prompt and a detailed one, by the LoRA that lies in the release folder."""
    from charspec.release.pictures import Drawn, model_name
    from charspec.release.wording import detailed_prompt, short_prompt
    from charspec.train.generate import generate
    from charspec.train.sample import png_bytes

    train = facts.lock.plan.train
    captions = [item.caption for item in train.items]
    short = options.short or short_prompt(train.trigger, facts.class_phrase)
    detailed = options.detailed or detailed_prompt(captions)
    text = folder / f"{facts.slug}-text.safetensors"
    released = replace(
        source,
        weights=folder / f"{facts.slug}.safetensors",
        text_weights=text if source.text_weights else None,
    )
    is_deployed = released.base.repository != train.base.repository
    model = released.base.repository if is_deployed else model_name(facts)
    print("drawing a short and a detailed prompt …", file=sys.stderr, flush=True)
    counter = Counter(2)
    found = []
    for picture in generate(released, [short, detailed], options.seed, weights):
        counter.drawn()
        found.append(png_bytes(picture))
    counter.clear()
    return (
        Drawn("short", short, options.seed, found[0], model, released.samples),
        Drawn("detailed", detailed, options.seed, found[1], model, released.samples),
    )

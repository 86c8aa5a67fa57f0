"""README.md: the model card, in the form that the Hugging Face Hub reads and people too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from charspec.release.facts import Facts
from charspec.release.howto import in_charspec, in_comfyui, in_diffusers
from charspec.release.licences import front_matter, sentences
from charspec.release.record import Released, ReleasedPicture

TAGS = ("text-to-image", "lora", "diffusers", "template:diffusion-lora")
"""What the Hub shows as a LoRA with its gallery; `template:sd-lora` is the older name of the last."""


def card(facts: Facts, record: Released) -> str:
    """The whole text, front matter first."""
    parts = (
        [f"---\n{yaml.safe_dump(_head(facts, record), sort_keys=False, allow_unicode=True, width=100)}---"],
        _what(record),
        _use(facts, record),
        _gallery(record.pictures),
        _made(facts, record),
        _limits(facts, record),
        ["## Licence", *sentences(facts.release, facts.base)],
    )
    return "\n\n".join(text for part in parts for text in part) + "\n"


def _head(facts: Facts, record: Released) -> dict[str, Any]:
    head: dict[str, Any] = {}
    if facts.base.repository:
        head |= {"base_model": facts.base.repository, "base_model_relation": "adapter"}
    return {
        **head,
        "instance_prompt": record.trigger,
        **front_matter(facts.release, facts.base),
        "library_name": "diffusers",
        "pipeline_tag": "text-to-image",
        "tags": list(dict.fromkeys([*TAGS, *record.tags])),
        "widget": [{"text": picture.prompt, "output": {"url": picture.file}} for picture in record.pictures],
    }


def _what(record: Released) -> Iterator[str]:
    yield f"# {plain(record.name)}"
    yield "<Gallery />"
    if record.description:
        yield plain(record.description)
    yield (
        f"A LoRA of one character for {plain(record.base.repository or record.base.name)}, trained on "
        f"{record.trained_pictures} pictures with charspec."
    )
    yield f"## Trigger\n\n{code(record.trigger)} calls the character: {plain(record.class_phrase)}."


def _use(facts: Facts, record: Released) -> Iterator[str]:
    yield "## How to use it"
    shown = next((picture for picture in record.pictures if picture.kind == "detailed"), record.pictures[0])
    yield from in_diffusers(facts, shown)
    yield from in_comfyui(facts, record)
    yield from in_charspec(facts, shown)


def _gallery(pictures: Sequence[ReleasedPicture]) -> Iterator[str]:
    yield "## Pictures"
    yield "Pinned ones come first. The short and the detailed prompt were drawn with the file of this folder."
    rows = ["| picture | prompt | seed | drawn with |", "|---|---|---|---|"]
    for picture in pictures:
        kind = picture.slot.replace("_", " ") if picture.slot else f"{picture.kind} prompt"
        pin = ", pinned" if picture.pinned else ""
        drawn = f"{plain(picture.model)}, {picture.steps} steps, guidance {picture.guidance_scale:g}"
        rows.append(
            f'| <img src="{picture.file}" width="200" alt="{kind}"> '
            f"| {code(picture.prompt)} ({kind}{pin}) | {picture.seed} | {drawn} |"
        )
    yield "\n".join(rows)


def _made(facts: Facts, record: Released) -> Iterator[str]:
    train = facts.lock.plan.train
    yield "## How it was made"
    rows = {
        "plan": f"`{facts.lock.hashes.run}`, whole in `character.lock.json`",
        "base": f"{record.base.name}, {record.base.repository or 'inside charspec'}"
        + (f" at `{record.base.revision}`" if record.base.revision else ""),
        "pictures": f"{record.trained_pictures}, {train.samples_per_epoch} seen in an epoch",
        "training": f"{train.epochs} epochs planned, {train.optimizer.name} at "
        f"{train.optimizer.learning_rate:g}, batch {train.batch_size}, {train.resolution} px",
        "LoRA": f"rank {train.lora.rank}, alpha {train.lora.alpha:g}",
        "epoch": f"{record.epoch}" + ("" if record.is_finished else ", chosen before the run had ended"),
        "strength": f"{record.strength:.3f} (rms of what it adds to the output of a layer)",
    }
    if record.parent:
        rows["parent"] = f"run `{record.parent}`, by whose pictures the spec was changed"
    yield "\n".join(["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in rows.items())])
    if record.reasons:
        yield f"Why epoch {record.epoch}:"
        yield "\n".join(f"- {plain(reason)}" for reason in record.reasons)
    if record.scores:
        scores = [f"| {plain(name)} | {value:g} |" for name, value in record.scores.items()]
        yield "\n".join(["| score of this epoch | |", "|---|---|", *scores])


def _limits(facts: Facts, record: Released) -> Iterator[str]:
    yield "## Limits"
    far = "It knows the character from the pictures it was trained on: what is far from those may drift."
    others = (
        f"Without the trigger, {plain(record.class_phrase)} may still come out a little like the character."
    )
    lines = [f"Made for {plain(record.base.name)}; other bases do not load it.", far, others]
    if facts.epoch.text_weights is not None:
        lines.append(
            f"Trained together with the text encoder, whose half (`{facts.slug}-text.safetensors`) charspec "
            "alone loads: in other programs what it learnt is missing."
        )
    if not record.is_finished:
        lines.append("The run had not ended when this epoch was chosen.")
    yield "\n".join(f"- {line}" for line in lines)


def plain(text: str) -> str:
    """Text that stays text in Markdown, on one line."""
    one_line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in one_line)


def code(text: str) -> str:
    """Text as inline code: its fence is longer than any run of backticks in it."""
    one_line = " ".join(text.split()).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", one_line)), default=0)
    fence, pad = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{pad}{one_line}{pad}{fence}"

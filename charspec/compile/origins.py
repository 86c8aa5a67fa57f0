"""Where each value of a plan came from, read afresh from the files that say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel

from charspec.compile.config import BESIDE, PLANNED
from charspec.compile.configure import Configured
from charspec.compile.items import caption_place
from charspec.compile.places import option_place, setting_place
from charspec.dataset import Item
from charspec.errors import Path, dotted
from charspec.plan import Plan
from charspec.source import Source

_OF_A_BASE = ("repository", "revision", "path", "multiple", "token_limit", "trained_guidance", "noise")
"""The facts about a base that reach the plan as they are."""


class Origin(NamedTuple):
    """A value and who said it: `character.yaml:31:11`, `guide (conf/preset/guide.yaml:6)`, an override."""

    value: object
    origin: str


def explain(plan: Plan, configured: Configured, source: Source, items: Sequence[Item]) -> dict[str, Origin]:
    """Every value by the key that sets it: those of the command line first, then captions and prompts."""
    found: dict[str, Origin] = {}
    for key, name in configured.choices.items():
        found[key] = Origin(name, _choice_origin(key, configured, source))
        for field, value in _values(key, configured).items():
            place = _override(f"{key}.{field}", configured) or option_place(key, name, (field,))
            found[f"{key}.{field}"] = Origin(_plain(value), place)
    found |= _sampling_defaults(plan, configured)
    for key, value in configured.config.train.model_dump(mode="json").items():
        place = _override(f"train.{key}", configured) or setting_place(key, configured.settings, source)
        found[f"train.{key}"] = Origin(plan.train.lora.alpha if key == "alpha" else value, place)
    for item in items:
        kind = "caption template, attributes at " if item.caption_source == "template" else ""
        found[dotted(("images", item.file, "caption"))] = Origin(item.caption, f"{kind}{caption_place(item)}")
        if item.picture.enhance:
            place = source.where((*item.spec_path, "enhance"))
            made = f"{place}, by {item.method().name}"
            found[dotted(("images", item.file, "enhance"))] = Origin(item.picture.enhance, made)
    for slot, prompt in plan.samples.prompts.items():
        path: Path = ("tests", slot)
        place = source.where(path) if path in source.values else "guide, step 6"
        found[dotted(path)] = Origin(prompt.prompt, place)
    return found


def _values(group: str, configured: Configured) -> dict[str, object]:
    """What a group says, by key; what a preset says stands below `train`."""
    found: dict[str, object] = {}
    if group in PLANNED:
        found |= dict(getattr(configured.config, group))
    if group in BESIDE:
        found |= dict(getattr(configured.execution, group))
    if group == "base":
        return {key: found[key] for key in _OF_A_BASE}
    return {key: value for key, value in found.items() if key != "name"}


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def _sampling_defaults(plan: Plan, configured: Configured) -> dict[str, Origin]:
    """What conf/sampling leaves open comes from the base and the resolution."""
    base = configured.choices["base"]
    steps, guidance = (option_place("base", base, (key,)) for key in ("sample_steps", "guidance_scale"))
    found = {
        "steps": Origin(plan.samples.steps, f"base {base} ({steps})"),
        "guidance_scale": Origin(plan.samples.guidance_scale, f"base {base} ({guidance})"),
        "width": Origin(plan.samples.width, "train.resolution"),
        "height": Origin(plan.samples.height, "train.resolution"),
    }
    return {
        f"sampling.{key}": origin
        for key, origin in found.items()
        if getattr(configured.config.sampling, key) is None
    }


def _override(key: str, configured: Configured) -> str | None:
    return f"command line: {configured.overrides[key].text}" if key in configured.overrides else None


def _choice_origin(key: str, configured: Configured, source: Source) -> str:
    if place := _override(key, configured):
        return place
    written: dict[str, Path] = {
        "base": ("base",),
        "preset": ("train", "preset"),
        "optimizer": ("train", "optimizer"),
    }
    if key in written and written[key] in source.values:
        return source.where(written[key])
    if key == "preset":
        return f"auto, {configured.settings.pictures} pictures"
    if key == "hardware":
        base = configured.choices["base"]
        return f"base {base} ({option_place('base', base, (key,))})"
    return "default"

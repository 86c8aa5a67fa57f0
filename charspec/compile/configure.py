"""Spec + number of pictures + command line → the configuration, and where each of its values came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from charspec.compile.choices import check_option, check_values, default_choices, read_overrides
from charspec.compile.compose import Override, compose
from charspec.compile.config import BESIDE, GROUPS, PLANNED, Config, Execution, TrainConfig, fields
from charspec.compile.places import setting_place
from charspec.conf_path import added_folders, find_option, shown
from charspec.errors import CharspecError
from charspec.settings import Settings, UnknownBaseError, resolve
from charspec.settings.wrong import fault_words, value_place
from charspec.source import Source
from charspec.spec import CharacterSpec


class Configured(NamedTuple):
    """The configuration, what travels beside the plan, the settings they started from, the choice of each
    group, the overrides by key, and the user's folders of options."""

    config: Config
    execution: Execution
    settings: Settings
    choices: Mapping[str, str]
    overrides: Mapping[str, Override]
    folders: tuple[Path, ...]


def configure(spec: CharacterSpec, source: Source, pictures: int, words: Sequence[str]) -> Configured:
    """guide < preset < base < optimizer < spec < command line.

    The first five are `charspec.settings.resolve`, the same numbers that lint judges; Hydra adds its groups
    and the command line. Raises CharspecError for an override that cannot be (exit 2) and for a choice of
    the spec that does not exist (exit 1).
    """
    overrides = read_overrides(words)
    chosen = {key: str(found.value) for key, found in overrides.items() if "." not in key}
    try:
        settings = resolve(_with_choices(spec, chosen), pictures)
    except UnknownBaseError as error:  # from the spec: the command line's choice was checked
        hint = f"{error.hint}\nA base of your own: name its folder, --config-dir DIR."
        raise CharspecError(error.message, source.where(("base",)), hint, 1) from None
    if "optimizer" not in chosen:
        _check_optimizer(settings, source)
    choices = default_choices() | {"base": settings.base.name, "optimizer": settings.optimizer}
    choices["hardware"] = settings.base.hardware
    choices |= {key: name for key, name in chosen.items() if key != "preset"}
    check_values(overrides, choices)
    values = {key: value for key, value in settings.model_dump().items() if key in TrainConfig.model_fields}
    if settings.origin("alpha") == "rank":
        values["alpha"] = None  # so that it follows a rank from the command line
    composed = compose(choices, values, [found for key, found in overrides.items() if "." in key])
    composed["optimizer"].pop("overrides", None)  # the settings it needs otherwise: they are in `values`
    try:
        execution = Execution.model_validate(take_beside(composed))
        config = Config.model_validate(composed)
    except ValidationError as error:
        group = error.errors()[0]["loc"]
        if group[0] == "train" and f"train.{group[1]}" not in overrides:
            raise _wrong_setting(error, settings, source) from None
        raise wrong_value(error, choices, overrides) from None
    choices = {"preset": settings.preset} | {group: choices[group] for group in GROUPS}
    return Configured(config, execution, settings, choices, overrides, added_folders())


def take_beside(composed: dict[str, Any]) -> dict[str, Any]:
    """What does not decide the weights, taken out of a composed configuration."""
    hardware = composed["hardware"]
    taken = {key: hardware.pop(key) for key in fields(BESIDE, "hardware") if key in hardware}
    return {"hardware": taken} | {group: composed.pop(group) for group in BESIDE if group != "hardware"}


def _with_choices(spec: CharacterSpec, chosen: Mapping[str, str]) -> CharacterSpec:
    train = spec.train
    if "preset" in chosen:
        train = train.model_copy(update={"preset": chosen["preset"]})
    if "optimizer" in chosen:
        train = train.model_copy(update={"optimizer": chosen["optimizer"]})
    return spec.model_copy(update={"base": chosen.get("base", spec.base), "train": train})


def _check_optimizer(settings: Settings, source: Source) -> None:
    if settings.origin("optimizer") != "spec":
        where = settings.origin("optimizer")
    else:
        where = source.where(("train", "optimizer"))
    try:
        check_option("optimizer", settings.optimizer, where)
    except CharspecError as error:
        raise CharspecError(error.message, where, error.hint, 1) from None


def _wrong_setting(error: ValidationError, settings: Settings, source: Source) -> CharspecError:
    """A value below `train` that no override set, at the line of the spec or of conf/ that says it."""
    fault = error.errors(include_url=False)[0]
    message, hint = fault_words(fault)
    return CharspecError(message, setting_place(str(fault["loc"][1]), settings, source), hint, 1)


def wrong_value(
    error: ValidationError, choices: Mapping[str, str], overrides: Mapping[str, Override]
) -> CharspecError:
    """The first fault in the words of whoever set the value: an override, or a line of an option."""
    fault = error.errors(include_url=False)[0]
    path = fault["loc"]
    group = str(path[0])
    known = (*fields(PLANNED, group), *fields(BESIDE, group))
    if len(path) > 2 and path[1] not in known:  # which model of a union it was
        path = (group, *path[2:])
    message, hint = fault_words({**fault, "loc": path}, known)
    key = ".".join(str(part) for part in path[:2])
    # What is wrong with a group as a whole is laid to whoever set something of it.
    names = [name for name in overrides if key == name or (len(path) == 1 and name.startswith(f"{group}."))]
    if names:
        word = overrides[names[0]].text
        message, _, _ = message.partition(", found ")
        if "${" in word and isinstance(fault["input"], str):
            hint = (
                f"It is the text {fault['input']!r}. For a number: {key}='${{oc.decode:${{oc.env:NAME}}}}'."
            )
        return CharspecError(f"{message}, found '{word}'", "command line", hint)
    place = value_place(group, choices[group], path[1:])
    return CharspecError(message, place or shown(find_option(group, choices[group])), hint, 1)

"""Spec + number of pictures + command line → the configuration, and where each of its values came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from charspec.compile.choices import check_option, read_overrides
from charspec.compile.compose import Override, compose
from charspec.compile.config import BESIDE, GROUPS, Config, Execution, TrainConfig, fields
from charspec.errors import CharspecError, dotted
from charspec.settings import Settings, UnknownBaseError, resolve
from charspec.source import Source
from charspec.spec import CharacterSpec


class Configured(NamedTuple):
    """The configuration, what travels beside the plan, the settings they started from, the choice of each
    group, and the overrides by key."""

    config: Config
    execution: Execution
    settings: Settings
    choices: Mapping[str, str]
    overrides: Mapping[str, Override]


def configure(spec: CharacterSpec, source: Source, pictures: int, words: Sequence[str]) -> Configured:
    """guide < preset < base < spec < command line.

    The first four are `charspec.settings.resolve`, the same numbers that lint judges; Hydra adds its groups
    and the command line. Raises CharspecError for an override that cannot be (exit 2) and for a choice of
    the spec that does not exist (exit 1).
    """
    overrides = read_overrides(words)
    chosen = {key: str(found.value) for key, found in overrides.items() if "." not in key}
    try:
        settings = resolve(_with_choices(spec, chosen), pictures)
    except UnknownBaseError as error:  # from the spec: the command line's choice was checked
        raise CharspecError(error.message, source.where(("base",)), error.hint, 1) from None
    if "optimizer" not in chosen:
        _check_optimizer(settings, source)
    choices = {"base": settings.base.name, "optimizer": settings.optimizer}
    choices |= {key: name for key, name in chosen.items() if key != "preset"}
    values = {key: value for key, value in settings.model_dump().items() if key in TrainConfig.model_fields}
    if settings.origin("alpha") == "rank":
        values["alpha"] = None  # so that it follows a rank from the command line
    composed = compose(choices, values, [found for key, found in overrides.items() if "." in key])
    names = {group: str(composed[group]["name"]) for group in GROUPS}
    try:
        execution = Execution.model_validate(_beside(composed))
        config = Config.model_validate(composed)
    except ValidationError as error:
        raise _wrong_value(error, overrides) from None
    return Configured(config, execution, settings, {"preset": settings.preset, **names}, overrides)


def _beside(composed: dict[str, Any]) -> dict[str, Any]:
    """Take what does not decide the weights out of a composed configuration."""
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


def _wrong_value(error: ValidationError, overrides: Mapping[str, Override]) -> CharspecError:
    """The first fault in the words of whoever set the value: an override, or a file of conf/."""
    fault = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in fault["loc"][:2])
    message = f"{dotted(fault['loc'])} {fault['msg'].replace('Input should', 'must')}"
    if key in overrides:
        return CharspecError(f"{message}, found '{overrides[key].text}'", "command line")
    return CharspecError(f"{message}, found {fault['input']!r}", f"conf/{fault['loc'][0]}", exit_code=1)

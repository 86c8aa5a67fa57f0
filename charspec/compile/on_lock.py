"""Words of the command line that a lock leaves open: where and how it runs, and no number of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from charspec.assembled import weights_folder
from charspec.compile.choices import check_values, default_choices, read_overrides
from charspec.compile.compose import Override, compose
from charspec.compile.config import BESIDE, PLANNED, Execution, TrainConfig, fields
from charspec.compile.configure import take_beside, wrong_value
from charspec.conf_path import read_option
from charspec.errors import CharspecError
from charspec.plan import TrainPlan
from charspec.settings import base_names, load_base
from charspec.settings.deployment import Deployment, deployment_of

PLACES = ("base.path", "base.transformer", "base.deploy_path")


class Beside(NamedTuple):
    """How a lock is run; `base_path` is the folder of the base's weights, if one was named. `deployment` is
    the distilled model of the base, if it has one that is known here."""

    execution: Execution
    base_path: Path | None
    deployment: Deployment | None


def beside(plan: TrainPlan, words: Sequence[str]) -> Beside:
    """How to run a plan that is fixed: `tracker=tensorboard`, `hardware.offload=…`, `base.path=FOLDER`.

    Raises CharspecError (exit 2) for a word that would change the plan. `hardware=NAME` is taken if what it
    says of the plan is what the plan says. Options are those that count where this is called.
    """
    overrides = read_overrides(words)
    for key, override in overrides.items():
        if not _leaves(plan, key, override):
            hint = "Name the spec instead of the lock, or leave the override away."
            message = f"{override.text} would change the plan, and a lock is trained as it is"
            raise CharspecError(message, "command line", hint)
    path, transformer, deploy_path = (
        str(overrides.pop(key).value) if key in overrides and overrides[key].value else None for key in PLACES
    )
    choices, deployment = default_choices(), None
    if plan.base.name in base_names():
        base = load_base(plan.base.name)
        choices["hardware"], deployment = base.hardware, deployment_of(base, deploy_path)
    choices |= {key: str(found.value) for key, found in overrides.items() if "." not in key}
    check_values(overrides, choices)
    settings = [found for key, found in overrides.items() if "." in key]
    composed = compose(choices, dict.fromkeys(TrainConfig.model_fields), settings)
    try:
        execution = Execution.model_validate(take_beside(composed))
    except ValidationError as error:
        raise wrong_value(error, choices, overrides) from None
    return Beside(execution, weights_folder(path, transformer), deployment)


def _leaves(plan: TrainPlan, key: str, override: Override) -> bool:
    """Whether an override leaves a plan as it is."""
    group, _, field = key.partition(".")
    if key in PLACES or (group in BESIDE and group not in PLANNED):
        return True
    if group != "hardware":
        return False
    if field:
        return field in fields(BESIDE, group)
    said = read_option(group, str(override.value))
    planned = plan.model_dump(mode="json")
    return all(said[own] == planned.get(own) for own in fields(PLANNED, group) if own in said)

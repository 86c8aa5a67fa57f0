"""What the command line may set, and words for what it may not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from charspec.compile.compose import Override, parse_override
from charspec.compile.config import BESIDE, GROUPS, OF_A_BASE, PLANNED, TrainConfig, fields
from charspec.conf_path import option_names, read_option, read_yaml
from charspec.errors import CharspecError
from charspec.resources import conf_dir
from charspec.spec import CharacterSpec

CHOICES = ("preset", *GROUPS)
"""Keys whose value is the name of a file in the folder of that name in conf/."""

VALUES = (
    *(f"train.{key}" for key in TrainConfig.model_fields),
    *(f"base.{key}" for key in OF_A_BASE),
    *(f"{group}.{key}" for group in PLANNED if group != "base" for key in fields(PLANNED, group)),
    *(f"{group}.{key}" for group in BESIDE for key in fields(BESIDE, group)),
)
"""Keys with a value of their own."""

_SAME = {"train.preset": "preset", "train.optimizer": "optimizer"}
"""A spec says these below `train`, so the command line may too."""

_ELSEWHERE = {"lr": "train.learning_rate", "network_dim": "train.rank", "network_alpha": "train.alpha"}
"""What other trainers call a setting, by the last part of the key."""

_WHERE = "command line"


def read_overrides(words: Sequence[str]) -> dict[str, Override]:
    """The overrides by key, each checked to name something that can be set and set no more than once."""
    found: dict[str, Override] = {}
    for word in words:
        override = parse_override(word)
        key = setting(override.key)
        check_key(key, word)
        if key in CHOICES:
            _check_choice(key, override)
        if key in found:
            raise CharspecError(f"{key} is set twice: {found[key].text} and {word}", _WHERE, "Keep one.")
        found[key] = override._replace(key=key)
    return found


def setting(key: str) -> str:
    """The setting that a key of the command line means: `train.preset` is `preset`, as in a spec."""
    return _SAME.get(key, key)


def check_option(group: str, name: str, where: str) -> None:
    """Raise CharspecError, naming the nearest and listing all, if a group of conf/ has no such choice."""
    known = options(group)
    if name not in known:
        hint = f"{_did_you_mean(name, known)}Choose one of: {', '.join(known)}."
        raise CharspecError(f"there is no {group} '{name}'", where, hint)


def options(group: str) -> list[str]:
    """The names that a group of conf/ offers; `preset` has `auto` as well."""
    names = list(option_names(group))
    return ["auto", *names] if group == "preset" else names


def default_choices() -> dict[str, str]:
    """The option of each group that conf/config.yaml names."""
    entries = read_yaml(conf_dir() / "config.yaml")["defaults"]
    return {group: name for entry in entries if isinstance(entry, dict) for group, name in entry.items()}


def check_values(overrides: Mapping[str, Override], choices: Mapping[str, str]) -> None:
    """Raise CharspecError for a value that another option of its group has and the chosen one has not."""
    for key, override in overrides.items():
        group, _, field = key.partition(".")
        if field and group in choices and field not in (said := read_option(group, choices[group])):
            known = [name for name in option_names(group) if field in read_option(group, name)]
            listed = ", ".join(f"{group}.{own}" for own in said if own != "name")
            hint = f"It belongs to {group}={f' and {group}='.join(known)}."
            hint += f" Of {group}={choices[group]} one can set: {listed}." if listed else ""
            message = f"'{override.text}': {group}={choices[group]} has no '{field}'"
            raise CharspecError(message, _WHERE, hint)


def _check_choice(key: str, override: Override) -> None:
    if not isinstance(override.value, str):
        hint = f"Choose one of: {', '.join(options(key))}."
        raise CharspecError(f"'{override.text}': {key} is set by a name", _WHERE, hint)
    check_option(key, override.value, _WHERE)


def check_key(key: str, word: str) -> None:
    """Raise CharspecError, naming what may be meant, if `key`, said in `word`, is nothing that can be set."""
    if key in CHOICES or key in VALUES:
        return
    group, _, fact = key.partition(".")
    if group == "base" and fact in fields(PLANNED, "base"):
        hint = f"It can be chosen (base=NAME); of a base only {', '.join(OF_A_BASE)} can be set."
        raise CharspecError(f"'{word}': {key} is a fact about the base", _WHERE, hint)
    if group == "preset":
        hint = f"Set the value itself: train.{fact}=…"
        raise CharspecError(f"'{word}': a preset is chosen whole", _WHERE, hint)
    if group in {field.alias or name for name, field in CharacterSpec.model_fields.items()} - {"train"}:
        hint = "It says what the character is: edit the spec, so that git shows what trains."
        raise CharspecError(f"'{word}': '{group}' is set in the spec alone", _WHERE, hint)
    known = (*CHOICES, *VALUES)
    raise CharspecError(f"'{word}': there is no setting '{key}'", _WHERE, _nearest(key, known))


def _nearest(key: str, known: Sequence[str]) -> str:
    last = key.rpartition(".")[2]
    if last in _ELSEWHERE:
        return f"Did you mean '{_ELSEWHERE[last]}'?"
    same = [name for name in known if name.rpartition(".")[2] == last]
    if same:
        return f"Did you mean '{same[0]}'?"
    group = key.partition(".")[0]
    listed = [name for name in known if name.startswith(f"{group}.")]
    if near := _did_you_mean(key, listed or known):
        return near.strip()
    tails = {name.rpartition(".")[2]: name for name in reversed(known)}
    if close := difflib.get_close_matches(last, tails, n=1, cutoff=0.75):
        return f"Did you mean '{tails[close[0]]}'?"
    return f"Settings: {', '.join(listed or known)}."


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.7)
    return f"Did you mean '{near[0]}'? " if near else ""

"""Words with several values → every combination of them, in Hydra's grammar and Hydra's order."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from charspec.compile.choices import check_key, check_option, options
from charspec.compile.choices import setting as setting_of
from charspec.compile.compose import alternatives, parse_override
from charspec.compile.config import BESIDE, PLANNED, fields
from charspec.conf_path import find_option, read_option, shown
from charspec.errors import CharspecError
from charspec.settings.execution import SweepSettings

MOST = 1000
"""Combinations in one sweep: more are a slip of the keyboard (`range(1,1e6)`) rather than a plan."""

_WHERE = "command line"
_SWEEP = "sweep"


class Axis(NamedTuple):
    """A setting and the words for it: several if it varies, one if it is set for all; `text` is how the user
    wrote it."""

    key: str
    words: tuple[str, ...]
    text: str


class Combination(NamedTuple):
    """The words of one plan, and the values of the settings that vary, as they were written."""

    words: tuple[str, ...]
    settings: Mapping[str, str]


class Expanded(NamedTuple):
    """`combinations` of the words that a plan is made from; `launcher` holds the words that say where."""

    varies: tuple[str, ...]
    combinations: tuple[Combination, ...]
    launcher: tuple[str, ...]


def expand(words: Sequence[str]) -> Expanded:
    """Every combination of `train.epochs=10,15 train.rank=8,16`; the last word varies fastest.

    `sweep=NAME` adds the words of that option of conf/sweep, but for settings that the command line says
    itself. Raises CharspecError for a word without a list of values, a setting that is said twice, one whose
    values change no weights, and for more than 1,000 combinations.
    """
    said = [_axis(word) for word in words]
    _check_once(said)
    keys = {axis.key for axis in said}
    added = [axis for axis in _named(said) if axis.key not in keys]
    axes = [*added, *(axis for axis in said if axis.key != _SWEEP)]
    for axis in axes:
        _check_varies(axis)
    plans = [axis for axis in axes if _group(axis) != "launcher"]
    _check_count(plans)
    varying = tuple(axis.key for axis in plans if len(axis.words) > 1)
    combinations = []
    for chosen in itertools.product(*(axis.words for axis in plans)):
        values = dict(zip((axis.key for axis in plans), chosen, strict=True))
        settings = {key: values[key].partition("=")[2] for key in varying}
        combinations.append(Combination(chosen, settings))
    launcher = tuple(word for axis in axes if _group(axis) == "launcher" for word in axis.words)
    return Expanded(varying, tuple(combinations), launcher)


def _axis(word: str) -> Axis:
    key, found = alternatives(word, options)
    check_key(setting_of(key), word)
    words = tuple(dict.fromkeys(itertools.islice(found, MOST + 1)))
    if not words:
        known = options(key) if key in (*BESIDE, *PLANNED, "preset") else []
        hint = f"{key} has: {', '.join(known)}." if known else "Check its ends."
        raise CharspecError(f"'{word}' stands for no value at all", _WHERE, hint)
    return Axis(setting_of(key), words, word)


def _named(said: Sequence[Axis]) -> list[Axis]:
    """The axes that `sweep=NAME` stands for."""
    chosen = next((axis for axis in said if axis.key == _SWEEP), None)
    if any(_group(axis) == _SWEEP and axis is not chosen for axis in said):
        raise CharspecError(
            "a named sweep is taken as it is", _WHERE, "Add words to the command line instead: they count."
        )
    if chosen is None:
        return []
    if len(chosen.words) > 1:
        raise CharspecError(f"'{chosen.text}': one sweep at a time", _WHERE, "Keep one.")
    name = str(parse_override(chosen.words[0]).value)
    check_option(_SWEEP, name, _WHERE)
    where = shown(find_option(_SWEEP, name))
    try:
        words = SweepSettings.model_validate(read_option(_SWEEP, name)).overrides
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise CharspecError(f"{place}: {fault['msg']}", where, "See conf/sweep/epochs.yaml.", 1) from None
    try:
        found = [_axis(word) for word in words]
        _check_once(found)
    except CharspecError as error:
        raise CharspecError(error.message, where, error.hint, 1) from None
    if nested := [axis for axis in found if _group(axis) in (_SWEEP, "launcher")]:
        hint = "What it varies stands in it; where it runs is said on the command line."
        raise CharspecError(f"'{nested[0].text}' has no place in a named sweep", where, hint, 1)
    return found


def _check_once(axes: Sequence[Axis]) -> None:
    seen: dict[str, Axis] = {}
    for axis in axes:
        if axis.key in seen:
            first = seen[axis.key].text
            raise CharspecError(f"{axis.key} is set twice: {first} and {axis.text}", _WHERE, "Keep one.")
        seen[axis.key] = axis


def _check_varies(axis: Axis) -> None:
    """What changes no weights would give the same LoRA several times."""
    group, _, field = axis.key.partition(".")
    beside = group in BESIDE and (group not in PLANNED or field in fields(BESIDE, group))
    if len(axis.words) > 1 and beside:
        what = "where the runs run" if group == "launcher" else "how a run runs, not what it learns"
        raise CharspecError(f"{axis.key} says {what}: it has one value for a sweep", _WHERE, "Keep one.")


def _check_count(axes: Sequence[Axis]) -> None:
    count = 1
    for axis in axes:
        count *= len(axis.words)
    if count > MOST:
        hint = f"Up to {MOST:,} are trained together: narrow a range, or make several sweeps of it."
        raise CharspecError(f"these are more than {MOST:,} combinations", _WHERE, hint)


def _group(axis: Axis) -> str:
    return axis.key.partition(".")[0]

"""Advice as edits of the spec: values set where they belong, comments and everything else as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from charspec.compare.retraining.case import Setting
from charspec.errors import CharspecError, Path, dotted
from charspec.plan import TrainPlan
from charspec.source import (
    Edit,
    Plain,
    Source,
    apply_edits,
    insert,
    list_keys,
    parse,
    rest_of_line,
    set_pairs,
)


def still_open(settings: Sequence[Setting], now: TrainPlan) -> tuple[Setting, ...]:
    """The settings that the spec, which trains `now`, does not say already: a spec may have been changed
    since the run, or the run's own value came from the command line."""
    return tuple(setting for setting in settings if not _is_met(setting, _current(setting, now)))


def edited(source: Source, settings: Sequence[Setting], run: str) -> str:
    """The text of the spec with the settings, each with a comment that names the run it comes from.

    Raises CharspecError (exit 1) where a value cannot be set: pictures of a folder that is only scanned have
    no entries of their own.
    """
    for parent, group in groupby(settings, key=lambda setting: setting.path[:-1]):
        chosen = list(group)
        source = _with_parent(source, parent)
        pairs = {str(one.path[-1]): Plain(number(one.to)) for one in chosen}
        source = parse(set_pairs(source, parent, pairs), source.file)
        for one in chosen:
            source = _remarked(source, one, run)
    return source.text


def number(value: float) -> str:
    """As a person writes it: `15`, `0.00015`."""
    return f"{value:.10f}".rstrip("0").rstrip(".") if value < 1 else f"{value:g}"


def _current(setting: Setting, now: TrainPlan) -> float | None:
    if setting.path[0] == "images":
        return next((item.repeats for item in now.items if item.file == setting.path[1]), None)
    values: Mapping[str, float] = {
        "epochs": now.epochs,
        "rank": now.lora.rank,
        "alpha": now.lora.alpha,
        "learning_rate": now.optimizer.learning_rate,
        "prior_every": now.prior.every if now.prior else 0,
        "repeats": round(now.samples_per_epoch / len(now.items)),
    }
    return values[str(setting.path[-1])]


def _is_met(setting: Setting, current: float | None) -> bool:
    """Whether a value is what is asked for, or beyond it; a picture that left the set asks for nothing."""
    if current is None:
        return True
    if setting.path[-1] == "prior_every" and current == 0:
        return False  # never, which is not more often than every second step
    return current >= setting.to if setting.to > setting.was else current <= setting.to


def _with_parent(source: Source, parent: Path) -> Source:
    """The spec with a mapping at `parent`: `train: auto` and a spec without `train` get an empty one."""
    if parent == ("train",):
        if parent not in source.values:
            source = parse(apply_edits(source.text, [insert(source, parent, "auto")]), source.file)
        if not isinstance(source.get(parent), dict | None):
            source = parse(list_keys(source, parent, ["preset"]), source.file)
            source = parse(set_pairs(source, parent, {"preset": "auto"}), source.file)
    elif parent not in source.values:
        raise CharspecError(
            f"{dotted(parent)} has no entry in the spec whose repeats could be set",
            source.file,
            "List the pictures below `images:`, each with its repeats, or change the set by hand.",
            exit_code=1,
        )
    return source


def _remarked(source: Source, setting: Setting, run: str) -> Source:
    """A comment behind the value, unless its line has one or is within a flow mapping."""
    node = source.values[setting.path]
    end = rest_of_line(source.text, node.end)
    if source.text[node.end : end].strip():
        return source
    edit = Edit(end, end, f"  # {number(setting.was)} in run {run}")
    after = parse(apply_edits(source.text, [edit]), source.file)
    return after if after.data == source.data else source

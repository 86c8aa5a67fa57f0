"""How the character was made: hashes, every setting of the plan, and the LoRA file of each epoch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from charspec.compare.report.data import RunData
from charspec.compare.report.markup import Html, element, join
from charspec.plan import SHA256, Plan

Leaf = str | int | float | bool | None
Tree = Mapping[str, "Tree"] | list["Tree"] | Leaf

LONG = 240
"""Characters from which on a value is folded away."""

TITLES = {"lora": "LoRA", "lr_schedule": "Learning rate schedule"}
NOTES = {"base": "what the LoRA sits on", "lora": "its size", "noise": "which σ are trained"}


def making(data: RunData) -> Html:
    """Three tables: hashes, settings, weights."""
    hashes = data.lock.hashes
    named = (("plan (train)", hashes.train), ("run", hashes.run), ("samples", hashes.samples))
    tables = [_table("Hashes", "sha256 of the plan's parts", named)]
    for group, title, note, rows in settings(data.lock.plan):
        origins = {key: who for key, _ in rows if (who := _origin(group, key, data.origins))}
        tables.append(_table(title, note, rows, origins))
    weights = [
        (
            f"epoch {row.record.epoch}",
            f"{Path(row.record.weights.file).name} {row.record.weights.sha256[:12]}",
        )
        for row in data.rows
        if row.record.weights
    ]
    if weights:
        tables.append(_table("LoRA files", "with the first 12 digits of their sha256", weights))
    return join((_without_origins(data), element("div", {"class": "tables"}, *tables)))


def _without_origins(data: RunData) -> Html:
    if data.origins:
        return join(())
    before = (
        "Who said each setting is not shown: no spec beside the run compiles to this plan, or the page was "
        "written while it trained. "
    )
    command = element("code", {}, "charspec compare")
    return element("p", {"class": "quiet"}, before, command, " shows it where one does.")


def _origin(group: str, key: str, origins: Mapping[str, str]) -> str | None:
    """Who says a value of the plan, among origins by the key that sets it: of `optimizer` and `betas`
    that is `optimizer.betas`, of its learning rate `train.learning_rate`."""
    setters = {"train": ("train", "hardware"), "samples": ("sampling",)}.get(group, (group, "train"))
    names = [group] if key == "name" else [f"{setter}.{key}" for setter in setters]
    if group == "noise":
        names.append("base.noise")
    return next((origins[name] for name in names if name in origins), None)


Group = tuple[str, str, str, list[tuple[str, str]]]


def settings(plan: Plan) -> list[Group]:
    """(name in the plan, title, note, rows) of each group of settings: every leaf of the plan but pictures
    and prompts."""
    train = plan.train.model_dump(mode="json", exclude={"items"})
    samples = plan.samples.model_dump(mode="json", exclude={"prompts", "control"})
    plain = {key: value for key, value in train.items() if not isinstance(value, dict)}
    groups: list[tuple[str, str, str, Mapping[str, Tree]]] = [
        ("train", "Training", "decides the weights", plain)
    ]
    for key, value in train.items():
        if isinstance(value, dict):
            title = TITLES.get(key, key.replace("_", " ").capitalize())
            groups.append((key, title, NOTES.get(key, ""), value))
    groups.append(("samples", "Samples", "how the grid is drawn", samples))
    return [(name, title, note, list(leaves(group))) for name, title, note, group in groups]


def leaves(tree: Mapping[str, Tree], prefix: str = "") -> Iterator[tuple[str, str]]:
    """(dotted key, value as text) of every leaf, in the plan's order."""
    for key, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, text_of(value)


def text_of(value: Tree) -> str:
    """A value as a person reads it: `yes` for true, a dash for null, lists without brackets, 12 digits of a
    sha256."""
    if value is None or value in ({}, []):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and re.fullmatch(SHA256, value):
        return value[:12]
    if isinstance(value, list):
        return ", ".join(text_of(part) for part in value)
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _table(
    title: str, note: str, rows: Sequence[tuple[str, str]], origins: Mapping[str, str] | None = None
) -> Html:
    body = (
        element("tr", {}, element("th", {"scope": "row"}, key), _value(value, (origins or {}).get(key)))
        for key, value in rows
    )
    heading = element(
        "caption", {}, title, " ", element("span", {"class": "quiet"}, note) if note else join(())
    )
    return element("table", {"class": "settings"}, heading, element("tbody", {}, *body))


def _value(value: str, origin: str | None) -> Html:
    said = element("span", {"class": "origin quiet"}, origin) if origin else join(())
    if len(value) < LONG:
        return element("td", {}, value, said)
    summary = element("summary", {}, f"{value[:40].rstrip()} …")
    return element("td", {}, element("details", {}, summary, value), said)

"""What differs between two locks: settings, pictures and their captions, the base."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from charspec.changes import ABSENT, Change, differing
from charspec.compile.compiled import Compiled
from charspec.errors import Path, dotted
from charspec.plan import Lock

_ITEMS = ("train", "items")
_BASE = ("train", "base")


def lock_changes(before: Lock, after: Lock) -> list[Change]:
    """The values of the plan that differ: settings first, then pictures by their file, then the base.

    A picture that came or went is one change, whose value is the picture as it trains.
    """
    return _changes(before.plan.model_dump(mode="json"), after.plan.model_dump(mode="json"))


def unread_changes(path: FilePath, after: Lock) -> list[Change]:
    """As `lock_changes`, from a lock file of another version of charspec or edited by hand: as far as it can
    be understood, else nothing."""
    try:
        return _changes(json.loads(path.read_bytes())["plan"], after.plan.model_dump(mode="json"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []


def _changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    for plan in (old, new):
        plan["train"]["items"] = {item.pop("file"): item for item in plan["train"]["items"]}
    pictures = list(_pictures(old["train"].pop("items"), new["train"].pop("items")))
    if pictures and old["train"].get("prior") and new["train"].get("prior"):
        for plan in (old, new):  # captions of others follow those of the pictures, which are told
            plan["train"]["prior"].pop("captions", None)
    base = [
        Change("base", *found)
        for found in differing(old["train"].pop("base"), new["train"].pop("base"), _BASE)
    ]
    config = []
    for part in ("train", "samples", "release", "version"):
        config += [Change("config", *found) for found in differing(old.get(part), new.get(part), (part,))]
    return [*config, *pictures, *base]


def consequence(before: Lock, after: Lock) -> str:
    """What it means to train `after` where `before` was trained, in a sentence."""
    old, new = before.hashes, after.hashes
    if old.run != new.run:
        return f"Training it makes another run: {new.run[:12]} instead of {old.run[:12]}."
    if old.train != new.train:
        return f"Training it goes on with the run {new.run[:12]}."
    if old.samples != new.samples:
        return "The weights stay as they are: the samples of each epoch are drawn again."
    return "The weights and the samples stay as they are."


def origin_of(compiled: Compiled, path: Path) -> str | None:
    """Who says a value of the compiled plan: file and line, or the override; None if nobody in particular.

    The plan and the keys that set it are not named alike (`train.lora.rank` is set by `train.rank`), so the
    likely names are tried from the nearest on.
    """
    origins = compiled.origins
    last = path[-1]
    if path[:2] == _ITEMS:
        keys: list[Path] = [("images", path[2], "caption")] if last == "caption" else []
        found = compiled.loaded.source.where(("images", path[2])) if last != "caption" else None
        known = next((origins[dotted(key)].origin for key in keys if dotted(key) in origins), None)
        return known or found
    if path[:2] == ("samples", "prompts"):
        keys = [("tests", path[2])]
    else:
        groups = [str(part) for part in reversed(path[:-1]) if isinstance(part, str)]
        keys = [
            ("train", f"{path[-2]}_{last}"),
            ("train", last),
            *((group, last) for group in groups),
            *((group,) for group in groups),
        ]
        keys += [(group, last) for group in ("hardware", "sampling")]
    for key in keys:
        if dotted(key) in origins:
            return origins[dotted(key)].origin
    written: list[Path] = [path, path[1:]]
    return next(
        (compiled.loaded.source.where(key) for key in written if key in compiled.loaded.source.values), None
    )


def _pictures(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for file in sorted(old | new):
        before, after = old.get(file, ABSENT), new.get(file, ABSENT)
        if before is ABSENT or after is ABSENT:
            yield Change("dataset", (*_ITEMS, file), before, after)
        else:
            yield from (Change("dataset", *found) for found in differing(before, after, (*_ITEMS, file)))

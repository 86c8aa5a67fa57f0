"""What differs between two locks, for people: one line a value, pictures by their file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from charspec.errors import Path, dotted
from charspec.plan import Lock


class Change(NamedTuple):
    """A value of a plan that differs; None on the side where it is not there."""

    key: str
    before: str | None
    after: str | None

    @property
    def sides(self) -> list[tuple[str, str]]:
        """The values as a diff shows them: `-` what the lock says, `+` what the spec says now."""
        both = (("-", self.before), ("+", self.after))
        return [(sign, value) for sign, value in both if value is not None]


def lock_changes(before: Lock, after: Lock) -> list[Change]:
    """The leaves of the plan that differ, in its order: `train` first."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    keys = [*old, *(key for key in new if key not in old)]
    return [Change(dotted(key), old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


def _leaves(lock: Lock) -> Iterator[tuple[Path, str]]:
    plan = lock.plan.model_dump(mode="json")
    plan["train"]["items"] = {item.pop("file"): item for item in plan["train"]["items"]}
    for part in ("train", "samples", "release", "version"):
        yield from _walk((part,), plan[part])


def _walk(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _walk((*path, key), inner)
    else:
        yield path, value if isinstance(value, str) else repr(value)

"""What differs between two things of one shape: the value before and after, by its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final, Literal, NamedTuple

from pydantic import Field

from charspec.errors import Path, dotted
from charspec.plan import Model

Group = Literal["config", "dataset", "base", "environment"]
GROUPS: tuple[Group, ...] = ("config", "dataset", "base", "environment")


class Absent(Enum):
    """The side of a change on which there is no value; `None` is a value."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Change(NamedTuple):
    """One value that differs. `path` leads to it in its document: `("train", "epochs")` in a plan."""

    group: Group
    path: Path
    before: Any
    after: Any

    @property
    def key(self) -> str:
        """The path as people write it: `train.items["images/front.png"].caption`."""
        return dotted(self.path)

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        if self.before is ABSENT:
            return "added"
        return "removed" if self.after is ABSENT else "changed"


def differing(before: Any, after: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """The leaves of two JSON-like values that differ, in the order of the first: path, before, after.

    Lists are leaves. A mapping that is new or gone is shown by its values.
    """
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old = before if isinstance(before, Mapping) else {}
        new = after if isinstance(after, Mapping) else {}
        for key in [*old, *(key for key in new if key not in old)]:
            yield from differing(old.get(key, ABSENT), new.get(key, ABSENT), (*path, key))
    elif before != after:
        yield path, before, after


class ChangeDocument(Model):
    """One value that differs."""

    group: Group
    path: tuple[str | int, ...] = Field(description="in the plan, or in env.json for the environment")
    change: Literal["added", "removed", "changed"]
    before: Any = Field(description="the value in A; null if there is none, see `change`")
    after: Any = Field(description="the value in B; null if there is none, see `change`")
    origin: str | None = Field(description="who says B's value, where B is a spec: file:line:column")


class DiffDocument(Model):
    """`charspec diff A B --format json`."""

    version: Literal[1] = 1
    a: str
    b: str
    equal: bool
    changes: tuple[ChangeDocument, ...]


def as_document(change: Change, origin: str | None = None) -> ChangeDocument:
    return ChangeDocument(
        group=change.group,
        path=change.path,
        change=change.kind,
        before=None if change.before is ABSENT else change.before,
        after=None if change.after is ABSENT else change.after,
        origin=origin,
    )

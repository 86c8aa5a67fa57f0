"""What an import found: pictures with their captions, and what the layout itself says of the character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Layout: TypeAlias = Literal["folder", "kohya", "ai-toolkit", "onetrainer", "imagefolder"]


class Told(NamedTuple):
    """Something that the layout says, and where: `("vendalixia", "the folder '20_vendalixia woman'")`."""

    value: str
    by: str


@dataclass(frozen=True)
class Found:
    """One picture: `file` relative to the folder of the spec.

    `caption` is the text that trains, in one line; it may hold `{trigger}` where the layout has a placeholder
    of its own. `beside` says that charspec finds exactly this text by itself, in a sidecar or in metadata, so
    that the spec need not repeat it. `mask` and `repeats` as in a spec.
    """

    file: str
    caption: str | None = None
    beside: bool = False
    repeats: int | None = None
    mask: str | None = None


@dataclass(frozen=True)
class Imported:
    """A set as its layout describes it. `notes` say what could not be kept, and why; `complete` that every
    picture below the folders belongs to it."""

    layout: Layout
    roots: tuple[str, ...]
    pictures: tuple[Found, ...]
    trigger: Told | None = None
    kind: Told | None = None
    notes: tuple[str, ...] = ()
    complete: bool = True

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions there are, in the order of the pictures."""
        return tuple(one.caption for one in self.pictures if one.caption)

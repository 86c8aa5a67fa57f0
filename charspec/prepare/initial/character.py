"""Who a set shows, as its captions, its layout and the user say it: values with the reason for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Policy: TypeAlias = Literal["signature", "variable"]


class Guess(NamedTuple):
    """A value, and why: the words of its comment. No reason: the user said so."""

    value: str
    reason: str | None = None


@dataclass(frozen=True)
class Character:
    """What the top of a spec says. `policy` and `wears` are the outfit's; `style` is one that every caption
    names."""

    trigger: Guess
    kind: Guess
    traits: tuple[Guess, ...] = ()
    policy: Policy | None = None
    wears: tuple[Guess, ...] = ()
    style: Guess | None = None

"""What a training reports while it runs; the command line turns it into words."""

from __future__ import annotations

from dataclasses import dataclass

from charspec.records import Epoch


@dataclass(frozen=True)
class Note:
    """Something worth a line."""

    text: str


@dataclass(frozen=True)
class Drawing:
    """So many of the pictures of others are drawn, before the first step."""

    pictures: int
    of: int


@dataclass(frozen=True)
class Steps:
    """Progress within an epoch; `loss` is the mean of the epoch so far, `recent` that of the steps since the
    event before."""

    epoch: int
    step: int
    steps: int
    loss: float
    recent: float


@dataclass(frozen=True)
class EpochDone:
    """An epoch whose weights and pictures are on the disk and in epochs.jsonl."""

    epoch: Epoch
    epochs: int


Event = Note | Drawing | Steps | EpochDone

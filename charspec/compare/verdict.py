"""Which epoch to take, and why: what the scores of a run say, in words.

`judge` reads numbers alone and decides nothing for anybody: a person looks at the pictures and confirms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from charspec.plan import Lock
from charspec.records import Epoch
from charspec.scores import Score


@dataclass(frozen=True)
class EpochVerdict:
    """What one epoch is by its scores: a column of the guide's table, with the numbers that say so."""

    epoch: int
    phase: Literal["underfit", "sweet", "overfit", "unclear"]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What a run's scores say. `recommended` is None where they cannot tell: the last epoch is the default
    then."""

    epochs: tuple[EpochVerdict, ...]
    recommended: int | None
    runner_up: int | None
    reasons: tuple[str, ...]


def judge(lock: Lock, epochs: Sequence[Epoch], scores: Sequence[Score]) -> Verdict:
    """The phases of a run's trained epochs and the one to take.

    Scores of pictures that were drawn again since, under another `samples_hash`, are passed over.
    """
    trained = [epoch for epoch in epochs if epoch.epoch]
    unclear = tuple(EpochVerdict(epoch.epoch, "unclear", ("nothing was measured",)) for epoch in trained)
    return Verdict(unclear, None, None, ("Nothing was measured: `charspec compare` does that.",))

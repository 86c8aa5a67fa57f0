"""Which process of a training this is, by what `torchrun` and `accelerate launch` tell their processes.

Imports no torch, so that the command line can ask at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

_TOLD = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


@dataclass(frozen=True)
class Launched:
    """`rank` of `count` processes, which is the `local`-th on its machine."""

    rank: int
    count: int
    local: int


def launched() -> Launched:
    """The place of this process; alone where no launcher said anything."""
    if not all(os.environ.get(name) for name in _TOLD):
        return Launched(0, 1, 0)
    rank, count = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    return Launched(rank, count, int(os.environ.get("LOCAL_RANK", "0")))

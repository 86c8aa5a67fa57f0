"""Which process of a training this is, by what `torchrun`, `accelerate launch` and MPI tell their processes.

Imports no torch, so that the command line can ask at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

_RANK = ("RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "MV2_COMM_WORLD_RANK")
_COUNT = ("WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE")
_LOCAL = ("LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "MV2_COMM_WORLD_LOCAL_RANK")
_MEETING = ("MASTER_ADDR", "MASTER_PORT")


@dataclass(frozen=True)
class Launched:
    """`rank` of `count` processes, which is the `local`-th on its machine."""

    rank: int
    count: int
    local: int


def launched() -> Launched:
    """The place of this process; alone where no launcher said anything."""
    rank, count = _first(_RANK), _first(_COUNT)
    if rank is None or count is None or not all(os.environ.get(name) for name in _MEETING):
        return Launched(0, 1, 0)
    return Launched(rank, count, _first(_LOCAL) or 0)


def launched_in_vain() -> bool:
    """Whether `accelerate launch` was asked for several processes and started one, as it does on a CPU where
    no MPI starts them: it names a place to meet for nobody else."""
    asked = os.environ.get("ACCELERATE_MIXED_PRECISION") and all(os.environ.get(name) for name in _MEETING)
    return bool(asked) and (_first(_RANK) is None or _first(_COUNT) is None)


def _first(names: tuple[str, ...]) -> int | None:
    """The number in the first of these variables that is set."""
    return next((int(os.environ[name]) for name in names if os.environ.get(name)), None)

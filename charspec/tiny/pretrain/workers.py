"""Data-parallel workers of one thread each: on two shared cores they beat one process with two threads
(measured).
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
import torch.distributed as dist
from torch.multiprocessing.spawn import spawn
from torch.nn import Parameter


@dataclass(frozen=True)
class Worker:
    """One of `count` processes; `rank` 0 writes the files and speaks."""

    rank: int
    count: int

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def rng(self, stage: str, step: int) -> Random:
        """The lots of one step of one worker: a pure function, so a resumed run draws what a straight one
        would.
        """
        return Random(f"charspec/{stage}/{self.rank}/{step}")

    def average_gradients(self, parameters: Sequence[Parameter]) -> None:
        if self.count == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([g.reshape(-1) for g in gradients])
        dist.all_reduce(flat)
        flat /= self.count
        offset = 0
        for gradient in gradients:
            gradient.copy_(flat[offset : offset + gradient.numel()].view_as(gradient))
            offset += gradient.numel()

    def barrier(self) -> None:
        if self.count > 1:
            dist.barrier()


def _end_with_parent() -> None:
    """Leave at once when the launching process is gone: an orphan would go on overwriting checkpoints."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _enter(rank: int, count: int, rendezvous: str, job: Callable[..., None], args: tuple[Any, ...]) -> None:
    torch.set_num_threads(1)
    if count > 1:
        threading.Thread(target=_end_with_parent, daemon=True).start()
        dist.init_process_group("gloo", init_method=f"file://{rendezvous}", rank=rank, world_size=count)
    try:
        job(Worker(rank, count), *args)
    finally:
        if count > 1:
            dist.destroy_process_group()


def launch(job: Callable[..., None], count: int, *args: Any) -> None:
    """Run `job(worker, *args)` in `count` processes and wait for all of them."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    with tempfile.TemporaryDirectory() as folder:
        rendezvous = str(Path(folder) / "rendezvous")
        if count == 1:
            _enter(0, 1, rendezvous, job, args)
        else:
            spawn(_enter, (count, rendezvous, job, args), nprocs=count)


def save_atomically(state: dict[str, Any], path: Path) -> None:
    """Write a checkpoint beside `path` and rename it, so that a kill leaves the last whole one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sibling = path.with_suffix(".partial")
    torch.save(state, sibling)
    sibling.replace(path)

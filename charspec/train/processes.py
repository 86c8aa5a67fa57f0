"""Several processes that share each batch, started by `torchrun` or `accelerate launch`.

`batch_size` is that of all of them together. Each works through its share of a batch, gradients are summed,
and every process makes the same optimizer step: the weights are those of one process but for rounding. Only
the first one writes, samples and reports. What is summed is the LoRA's gradients, a few megabytes, in one
piece after the last backward pass; wrapping the model to overlap the two gains nothing at that size.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import torch
from torch import Tensor, distributed

from charspec.errors import CharspecError
from charspec.train.ranks import launched

PATIENCE = timedelta(hours=12)
"""The others wait while the first one samples, which may take long."""

T = TypeVar("T")


class OtherProcessError(CharspecError):
    """Another process of this training ended, and said why itself."""

    def __init__(self) -> None:
        super().__init__(
            "another process of this training ended",
            hint="Its own message says why; the same command again goes on from the last saved state.",
            exit_code=1,
        )


@dataclass(frozen=True)
class Processes:
    """This process and how many there are. With one, everything here does nothing."""

    rank: int = 0
    count: int = 1

    @property
    def first(self) -> bool:
        return self.rank == 0

    def share(self, batch: Sequence[T]) -> Sequence[T]:
        """What this process does of a batch; nothing, if a bucket's last batch is too short for all."""
        return batch[self.rank :: self.count]

    def sum_gradients(self, parameters: Iterable[Tensor]) -> None:
        """Put into every process the sum of the gradients of all."""
        if self.count == 1:
            return
        tensors = list(parameters)
        gradients = [torch.zeros_like(t) if t.grad is None else t.grad for t in tensors]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        with _answered():
            distributed.all_reduce(flat)
        parts = flat.split([t.numel() for t in tensors])
        for tensor, part in zip(tensors, parts, strict=True):
            if tensor.grad is None:
                tensor.grad = part.view_as(tensor)
            else:
                tensor.grad.copy_(part.view_as(tensor))

    def sum_numbers(self, numbers: Sequence[float]) -> list[float]:
        """The element-wise sum over all processes, in float64."""
        if self.count == 1:
            return list(numbers)
        found = torch.tensor(numbers, dtype=torch.float64)
        with _answered():
            distributed.all_reduce(found)
        summed: list[float] = found.tolist()
        return summed

    def largest(self, *numbers: int) -> tuple[int, ...]:
        """The element-wise maximum over all processes. It travels by the CPU and waits for no GPU."""
        if self.count == 1:
            return numbers
        found = torch.tensor(numbers)
        with _answered():
            distributed.all_reduce(found, distributed.ReduceOp.MAX)
        return tuple(found.tolist())

    def from_first(self, value: T) -> T:
        """The first process's `value`, in all of them."""
        if self.count == 1:
            return value
        data = pickle.dumps(value) if self.first else b""
        size = torch.tensor([len(data)])
        with _answered():
            distributed.broadcast(size, 0)
            buffer = torch.frombuffer(bytearray(data.ljust(int(size), b"\0")), dtype=torch.uint8)
            distributed.broadcast(buffer, 0)
        received: T = pickle.loads(buffer.numpy().tobytes())
        return received

    @contextmanager
    def first_then_others(self) -> Iterator[None]:
        """The first process goes through the block while the others wait: what it leaves in a cache, they
        find there."""
        if not self.first:
            self.largest(0)
        yield
        if self.first:
            self.largest(0)


@contextmanager
def joined() -> Iterator[Processes]:
    """Meet the other processes, if a launcher started several, until the end of the block."""
    here = launched()
    if here.count == 1:
        yield Processes()
        return
    on_gpu = torch.cuda.is_available()
    if on_gpu:
        torch.cuda.set_device(here.local)
    with _answered():
        backend = "cpu:gloo,cuda:nccl" if on_gpu else "gloo"
        distributed.init_process_group(backend, timeout=PATIENCE, rank=here.rank, world_size=here.count)
    try:
        yield Processes(here.rank, here.count)
    finally:
        distributed.destroy_process_group()


def check_batch(batch_size: int, processes: Processes) -> None:
    """Raise CharspecError if the processes cannot share a batch evenly."""
    if batch_size % processes.count:
        if not processes.first:
            raise OtherProcessError
        near = -(-batch_size // processes.count) * processes.count
        raise CharspecError(
            f"{processes.count} processes cannot share batches of {batch_size}: "
            "batch_size counts the pictures of all processes together",
            hint=f"Set train.batch_size={near}, or start as many processes as divide {batch_size}.",
            exit_code=1,
        )


@contextmanager
def _answered() -> Iterator[None]:
    """torch says a lost connection in its own words."""
    try:
        yield
    except RuntimeError as error:
        raise OtherProcessError from error

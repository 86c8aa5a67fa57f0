"""LoRAs of layers that one program keeps apart (q, k, v) and another as one matrix of stacked rows (qkv).

Both ways are exact. Apart → one: the `down` matrices are stacked and the `up` matrices set on a diagonal, so
the rank is the sum, three times that of each; if all share one `down`, their rank stays. One → apart: a
diagonal is taken apart again; any other is cut by rows, and each part gets the whole `down`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import torch
from torch import Tensor

from charspec.families.lora.matrices import Matrices

Parts = Sequence[Matrices | None]
"""In the order of the rows. None: that part has no LoRA."""


def join(parts: Parts) -> Matrices:
    """One LoRA for the stacked rows. At least one part is there, and all have equally many rows.

    If the parts' scales differ, what differs goes into `up`: equal but for rounding.
    """
    there = [part for part in parts if part is not None]
    first = there[0]
    if len(there) == len(parts) and all(
        part.alpha == first.alpha and _equal(part.down, first.down) for part in there
    ):
        shared = Matrices(first.down, torch.cat([part.up for part in there]), first.alpha)
        if _same(split(shared, len(parts)), parts):
            return shared
    rows, rank = first.up.shape[0], sum(part.rank for part in there)
    up = first.up.new_zeros(len(parts) * rows, rank)
    column = 0
    for index, part in enumerate(parts):
        if part is not None:
            values = part.up if part.scale == first.scale else part.up * (part.scale / first.scale)
            up[index * rows : (index + 1) * rows, column : column + part.rank] = values
            column += part.rank
    return Matrices(torch.cat([part.down for part in there]), up, _times(first.alpha, rank, first.rank))


def split(fused: Matrices, count: int) -> list[Matrices | None]:
    """The LoRAs of `count` parts with equally many rows; undoes `join`."""
    ups = fused.up.chunk(count)
    ranks = _diagonal([up.ne(0).any(0) for up in ups])
    if ranks is None:
        return [Matrices(fused.down, up.contiguous(), fused.alpha) for up in ups]
    parts: list[Matrices | None] = []
    column = 0
    for up, rank in zip(ups, ranks, strict=True):
        columns = slice(column, column + rank)
        column += rank
        alpha = _times(fused.alpha, rank, fused.rank)
        matrices = Matrices(fused.down[columns].contiguous(), up[:, columns].contiguous(), alpha)
        parts.append(matrices if rank else None)
    return parts


def _diagonal(used: Sequence[Tensor]) -> list[int] | None:
    """How many columns each part has if no column serves two and they stand in order; else None. `used`: for
    each part, which columns it has a value in."""
    count, rank = len(used), len(used[0])
    if rank % count == 0:
        each = rank // count
        owner = torch.arange(rank) // each
        if not any(bool((mask & (owner != index)).any()) for index, mask in enumerate(used)):
            return [each] * count
    table = torch.stack(list(used))
    owners: list[int] = table.int().argmax(0).tolist()
    if not bool((table.sum(0) == 1).all()) or any(left > right for left, right in pairwise(owners)):
        return None
    return [owners.count(index) for index in range(count)]


def _times(alpha: float, rank: int, by: int) -> float:
    """alpha · rank / by of the decimal number that alpha is written as, so that 10.7 comes back as 10.7."""
    return float(Fraction(repr(alpha)) * rank / by)


def _equal(one: Tensor, other: Tensor) -> bool:
    return one.shape == other.shape and one.dtype == other.dtype and torch.equal(one, other)


def _same(ours: Parts, theirs: Parts) -> bool:
    return all(
        one is not None
        and other is not None
        and one.alpha == other.alpha
        and _equal(one.down, other.down)
        and _equal(one.up, other.up)
        for one, other in zip(ours, theirs, strict=True)
    )

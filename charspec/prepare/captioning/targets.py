"""Which pictures of a set get a draft."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from charspec.dataset import Dataset, Item
from charspec.errors import CharspecError


@dataclass(frozen=True)
class Targets:
    """`items` get a draft; `kept` have words of their own, which stay."""

    items: tuple[Item, ...]
    kept: tuple[Item, ...]


def targets(dataset: Dataset, only: Sequence[str] = (), overwrite: bool = False) -> Targets:
    """The pictures without a caption, in the order of the spec; with `overwrite` all of them.

    `only` are files as the spec names them. Raises CharspecError (exit 2) for one that is not in the set.
    """
    chosen = [item for item in dataset.items if not only or item.file in only]
    known = {item.file for item in dataset.items}
    for file in only:
        if file not in known:
            raise CharspecError("is no picture of the set", file, _nearest(file, sorted(known)))
    kept = () if overwrite else tuple(item for item in chosen if item.caption)
    return Targets(tuple(item for item in chosen if item not in kept), kept)


def to_review(dataset: Dataset, only: Sequence[str] = ()) -> tuple[Item, ...]:
    """The pictures that wait for a person: drafts, and those without any caption; with `only` just these."""
    if only:
        return targets(dataset, only, overwrite=True).items
    return tuple(item for item in dataset.items if item.picture.draft or not item.caption)


def _nearest(file: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(file, known, 1)
    return f"Did you mean {near[0]}?" if near else "Name a file as the spec names it, relative to the spec."

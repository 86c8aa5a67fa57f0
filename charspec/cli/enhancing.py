"""Enhanced copies that a spec or a lock asks for and the cache lacks: made before other work, with the time
left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.dataset import Item
    from charspec.plan import Lock

_Any = TypeVar("_Any")
_WORD = b"enhance"


def enhance_first(spec: Path) -> None:
    """Make the copies that a spec asks for. A spec with faults is left to who reads it next."""
    try:
        if _WORD not in spec.read_bytes():
            return
    except OSError:
        return
    from charspec.dataset import load_dataset
    from charspec.spec import load_spec

    loaded = load_spec(spec)
    if loaded.spec is not None:
        make_copies(load_dataset(loaded).items)


def enhance_locked(lock: Lock, folder: Path) -> None:
    """Make the copies that a lock names and the cache lacks; CharspecError if they come out otherwise."""
    wanted = [item for item in lock.plan.train.items if item.derived_sha256]
    if not wanted:
        return
    from charspec.enhance import ensure_locked, find_locked, method_of

    missing = [item for item in wanted if not find_locked(item.sha256, item.derived_sha256 or "")]
    method = cache(partial(method_of, folder))
    each(
        missing,
        "enhanced copy",
        lambda item: ensure_locked(folder / item.file, item.sha256, item.derived_sha256 or "", method),
    )


def make_copies(items: Sequence[Item]) -> int:
    """Make what is missing of the items' copies; returns how many that were. Each is kept as soon as it is
    made: after Ctrl-C the rest is made by the next command. A picture that is not there is left alone."""
    wanted = [item for item in items if item.picture.enhance and item.exists]
    if not wanted:
        return 0
    from charspec.enhance import ensure, find

    missing = [item for item in wanted if find(item.sha256, item.method()) is None]
    if missing:
        print(f"enhancing {_pictures(len(missing))} by {missing[0].method().name}", file=sys.stderr)
    each(missing, "picture", lambda item: _made(item, ensure))
    return len(missing)


def each(items: Sequence[_Any], what: str, work: Callable[[_Any], object]) -> None:
    """Do something with each item, with the time left on a terminal; a network is closed afterwards."""
    from charspec.cli.estimating import Estimate
    from charspec.enhance import close_network

    estimate = Estimate(sys.stderr, len(items), what)
    try:
        for item in items:
            estimate.show()
            work(item)
            estimate.step()
    finally:
        estimate.wipe()
        close_network()


def _made(item: Item, ensure: Callable[..., object]) -> None:
    try:
        ensure(item.path, item.sha256, item.method())
    except CharspecError as error:
        raise CharspecError(
            f"{item.file}: {error.message}", error.where, error.hint, error.exit_code
        ) from None


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"

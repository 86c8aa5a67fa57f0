"""An opened network that enlarges pictures, whatever library runs it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Protocol

from charspec.enhance.method import Method

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float32]


class Network(Protocol):
    """Enlarges tiles by a whole number. `side` is the one height and width (px) it takes; None: any."""

    @property
    def name(self) -> str: ...

    @property
    def side(self) -> int | None: ...

    def run(self, pixels: Array) -> Array:
        """(1, 3, H, W) → (1, 3, s·H, s·W), RGB in [0, 1]; CharspecError (exit 1) if it fails on it."""
        ...


def close_network() -> None:
    """Let go of the network that is open, and of its memory."""
    open_network.cache_clear()


@functools.lru_cache(maxsize=1)
def open_network(method: Method) -> Network:
    """The network of a method; it stays open until another is, or `close_network` is called. CharspecError
    (exit 2) if it cannot be opened."""
    assert method.weights is not None, "resizing has no network"
    if method.kind == "onnx":
        from charspec.enhance.by_onnx import OnnxNetwork

        return OnnxNetwork(method.weights)
    from charspec.enhance.by_spandrel import SpandrelNetwork

    return SpandrelNetwork(method.weights)

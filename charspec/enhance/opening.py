"""The open network that enlarges pictures: one at a time, since each needs the memory of a small model."""

from __future__ import annotations

import functools

from charspec.enhance.method import Method
from charspec.enhance.network import Network


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

"""What a network is that enlarges pictures, whatever library runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

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

"""A picture through a network tile by tile, so that memory does not grow with the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charspec.enhance.network import Network
from charspec.errors import CharspecError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL import Image

TILE = 256
"""Sides of the part of a picture that one run of the network enlarges, px. An RRDB network of 4x and 64
channels holds about 1 GB for one of 320."""

OVERLAP = 32
"""What a tile is given of its surroundings on each side, px, and cut off again: beyond that an ESRGAN sees
next to nothing, so that no seam shows."""

_STEP = 64
"""Sides of what a network is given are multiples of this, which every known architecture divides."""


def enlarged(image: Image.Image, network: Network, factor: int) -> Image.Image:
    """`image` (RGB) at `factor` times its size. A network of a larger scale is reduced to it, per tile.

    Raises CharspecError (exit 2) for a network that does not enlarge, or not by a whole number.
    """
    import numpy as np
    from PIL import Image

    across, down = _tile_side(image.width, network), _tile_side(image.height, network)
    core = across - 2 * OVERLAP, down - 2 * OVERLAP
    pixels = np.asarray(image, dtype=np.uint8)
    whole = Image.new("RGB", (image.width * factor, image.height * factor))
    for top in range(0, image.height, core[1]):
        for left in range(0, image.width, core[0]):
            tile = _surrounded(pixels, left, top, across, down)
            large = _enlarged_tile(tile, network, factor)
            width, height = min(core[0], image.width - left), min(core[1], image.height - top)
            edge = OVERLAP * factor
            part = large.crop((edge, edge, edge + width * factor, edge + height * factor))
            whole.paste(part, (left * factor, top * factor))
    return whole


def _tile_side(side: int, network: Network) -> int:
    """How wide (or high) the tiles of a picture are, surroundings included."""
    if network.side is not None:
        if network.side <= 2 * OVERLAP:
            raise CharspecError(
                f"{network.name} takes tiles of {network.side} px, and {OVERLAP} of each side are cut off",
                hint="Export it with a larger input, best with one of any size.",
            )
        return network.side
    return min(TILE + 2 * OVERLAP, -(-(side + 2 * OVERLAP) // _STEP) * _STEP)


def _surrounded(
    pixels: npt.NDArray[np.uint8], left: int, top: int, across: int, down: int
) -> npt.NDArray[np.uint8]:
    """The tile whose core begins at `left`, `top`, with its surroundings; beyond the picture, its mirror."""
    import numpy as np

    rows = _mirrored(np.arange(top - OVERLAP, top - OVERLAP + down), pixels.shape[0])
    columns = _mirrored(np.arange(left - OVERLAP, left - OVERLAP + across), pixels.shape[1])
    return pixels[np.ix_(rows, columns)]


def _mirrored(places: npt.NDArray[np.int_], length: int) -> npt.NDArray[np.int_]:
    """Places outside of 0 … length − 1 as a mirror at either end shows them."""
    import numpy as np

    around = places % (2 * length)
    return np.where(around < length, around, 2 * length - 1 - around)


def _enlarged_tile(tile: npt.NDArray[np.uint8], network: Network, factor: int) -> Image.Image:
    import numpy as np
    from PIL import Image

    given = np.ascontiguousarray(tile.transpose(2, 0, 1)[None], dtype=np.float32) / np.float32(255)
    made = network.run(given)
    height, width = tile.shape[:2]
    scale = made.shape[-1] // width if made.ndim == 4 else 0
    if scale < factor or made.shape != (1, 3, height * scale, width * scale):
        raise CharspecError(
            f"{network.name} makes {_shape(made.shape)} of {_shape(given.shape)}: charspec needs a network "
            f"that enlarges RGB pictures {factor} times or more, by a whole number",
            hint="Take weights for 2x or 4x.",
        )
    if not np.isfinite(made).all():
        raise CharspecError(f"{network.name} gives no numbers on this picture", hint="Take other weights.")
    rounded = np.rint(made[0].clip(0, 1) * 255).astype(np.uint8)
    large = Image.fromarray(np.ascontiguousarray(rounded.transpose(1, 2, 0)), "RGB")
    if scale == factor:
        return large
    return large.resize((width * factor, height * factor), Image.Resampling.LANCZOS)


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"

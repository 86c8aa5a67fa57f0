"""What the pixels of a picture say that rules ask for, measured in one go over one decoded picture."""

from __future__ import annotations

import base64
import pathlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from charspec.images.bars import Bars, find_bars
from charspec.images.compression import blockiness
from charspec.images.decode import ENOUGH, Crop, Decoded, decode, ranges, reduction
from charspec.images.facts import MAX_PIXELS, ImageFacts
from charspec.images.medium import Flatness, flatness
from charspec.images.phash import SIDE as HASHED
from charspec.images.phash import Hashes, perceptual_hashes
from charspec.images.sampling import sampled
from charspec.images.sharpness import edge_width, find_edges, fine_detail
from charspec.images.surround import SIDE as RING
from charspec.images.surround import Surround, surround_of

if TYPE_CHECKING:
    from PIL import Image

VERSION = 5
"""Raised whenever the same picture gives other signals than before: what was kept is measured again."""

SMALL = 64
COLOURS = 8
_FLAT = 8
_PER_CELL = 4
_SPARE = 2.0, 1.5
"""Where there are enough pixels, one in so many across and down tells as much: measured on 28 photographs,
the eighth worst cell of `grey` is off by 6.5 of 255 levels; by 3 without, by 7.5 with the two exchanged."""


@dataclass(frozen=True)
class Signals:
    """The signals of a picture as it trains: upright, cropped, transparency turned white.

    `size`: width and height in pixels. `hashes`: perceptual hashes, None for a picture of one colour.
    `grey`: 64×64, `colours`: 8×8 RGB, row by row.
    `surround`: colours of the border. `edge_width`: 1 is blurred; `detail`: below 0.5 is enlarged; both None
    where no edge is strong enough to tell. `flat`: how much of it is one colour. `quality`: of a JPEG, 1 to
    100. `blocks`: strength of an 8-pixel grid in what is no JPEG. `transparent`: share of the pixels less
    than half opaque.
    """

    size: tuple[int, int]
    hashes: Hashes | None
    grey: bytes
    colours: bytes
    surround: Surround
    edge_width: float | None
    detail: float | None
    flat: Flatness | None
    quality: int | None
    blocks: float
    bars: Bars | None
    transparent: float


def take_signals(
    path: pathlib.Path,
    facts: ImageFacts,
    where: str,
    crop: Crop | None = None,
    max_pixels: int = MAX_PIXELS,
) -> Signals:
    """Decode a picture and measure it; UnreadableImageError if it cannot be decoded, as `decode` raises."""
    return measure(decode(path, facts, where, crop, max_pixels))


def measure(decoded: Decoded) -> Signals:
    """The signals of a decoded picture."""
    image = decoded.image
    every = max(1, reduction(decoded.size) // decoded.scale)
    spare = _SPARE if min(image.size) >= every * ENOUGH else (1.0, 1.0)
    work = sampled(image, every * spare[0], every * spare[1])
    some = work.convert("L")
    grey = _small(some)
    ((low, high),) = ranges(grey)
    bars = find_bars(image, decoded.scale)
    around = _around(work, bars, decoded.size)
    edges = find_edges(image, some, every)
    # An enlargement to twice the size shows in full resolution alone, which a JPEG is not decoded to.
    factor = 1 if decoded.quality is None and every == 2 else every
    return Signals(
        decoded.size,
        perceptual_hashes(grey.reduce(SMALL // HASHED).tobytes()) if high - low >= _FLAT else None,
        grey.tobytes(),
        (_around(work, None, decoded.size) if bars else around).reduce(RING // COLOURS).tobytes(),
        surround_of(around),
        edge_width(edges) if edges else None,
        fine_detail(edges, factor) if edges else None,
        flatness(edges) if edges else None,
        decoded.quality,
        blockiness(image) if decoded.quality is None else 0.0,
        bars,
        decoded.transparent,
    )


def _small(grey: Image.Image) -> Image.Image:
    """64×64; a triangle of weights, since a box of whole pixels shifts edges from size to size."""
    from PIL import Image

    across, down = (max(1, (side + 1) // (2 * SMALL)) for side in grey.size)
    reduced = grey.reduce((across, down)) if max(across, down) > 1 else grey
    box = (0.0, 0.0, grey.width / across, grey.height / down)
    return reduced.resize((SMALL, SMALL), Image.Resampling.BILINEAR, box=box)


def _around(work: Image.Image, bars: Bars | None, size: tuple[int, int]) -> Image.Image:
    """The colours of a picture of this size, 32×32, of what lies between its bars: bars are no place."""
    from PIL import Image

    if bars is None:
        some = work.resize((_PER_CELL * RING, _PER_CELL * RING), Image.Resampling.NEAREST)
        return some.reduce(_PER_CELL).convert("RGB")
    across, down = work.width / size[0], work.height / size[1]
    box = (
        bars.left * across,
        bars.top * down,
        min((size[0] - bars.right) * across, work.width),
        min((size[1] - bars.bottom) * down, work.height),
    )
    return work.resize((RING, RING), Image.Resampling.BOX, box=box).convert("RGB")


def to_json(signals: Signals) -> dict[str, object]:
    """Signals as plain data for a JSON file; `from_json` reads them back."""
    return {
        "size": list(signals.size),
        "hashes": [f"{value:x}" for value in signals.hashes] if signals.hashes else None,
        "grey": base64.b64encode(signals.grey).decode(),
        "colours": base64.b64encode(signals.colours).decode(),
        "surround": [list(signals.surround), list(signals.surround.values())],
        "edge_width": signals.edge_width,
        "detail": signals.detail,
        "flat": list(signals.flat) if signals.flat else None,
        "quality": signals.quality,
        "blocks": signals.blocks,
        "bars": list(signals.bars) if signals.bars else None,
        "transparent": signals.transparent,
    }


def from_json(data: Any) -> Signals:
    """Signals from what `to_json` made; KeyError, TypeError or ValueError for anything else."""
    hashes, bars, flat = data["hashes"], data["bars"], data["flat"]
    bins, shares = data["surround"]
    width, height = data["size"]
    signals = Signals(
        (int(width), int(height)),
        Hashes(*(int(value, 16) for value in hashes)) if hashes else None,
        base64.b64decode(data["grey"]),
        base64.b64decode(data["colours"]),
        dict(zip(bins, shares, strict=True)),
        _number(data["edge_width"]),
        _number(data["detail"]),
        Flatness(*map(float, flat)) if flat else None,
        None if data["quality"] is None else int(data["quality"]),
        float(data["blocks"]),
        Bars(*bars) if bars else None,
        float(data["transparent"]),
    )
    if len(signals.grey) != SMALL * SMALL or len(signals.colours) != 3 * COLOURS * COLOURS:
        raise ValueError("a picture of another size")
    return signals


def _number(value: Any) -> float | None:
    return None if value is None else float(value)

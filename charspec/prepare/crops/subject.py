"""Where the subject of a picture is, from its pixels alone: no model is loaded, none is asked.

What differs from the border is the subject. Two measures of that, both of Zhang et al. 2015, “Minimum Barrier
Salient Object Detection at 80 FPS”: how high a barrier of brightness or colour every way from a pixel to the
border crosses, and how unlike the colours of the border the pixel is. A busy backdrop blurs both: then the
box is large, or `sure` is False, and nothing should be cut on its word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from charspec.images.decode import Crop

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL import Image

    Map: TypeAlias = npt.NDArray[np.float64]

SIDE = 72
"""px of the longer side that is looked at: hands and hair survive, texture does not."""

_BORDER = 3
_PASSES = 3
_KEPT = 0.985
"""Share of what stands out that lies within the box; the rest is specks."""

_LENIENT = 0.85
"""Of the threshold that parts subject from backdrop best: rather a box too large than one that cuts hands."""

_SURE = 0.55
"""Of the box, at least so much stands out more than what is around it, on average and in 0 … 1."""


@dataclass(frozen=True)
class Subject:
    """The box around the subject (left, top, right, bottom, px) and whether the picture tells it clearly."""

    box: Crop
    sure: bool


def find_subject(image: Image.Image) -> Subject:
    """The subject of an upright RGB picture. A picture of one colour is all subject, and unsure."""
    import numpy as np

    scale = max(image.size) / SIDE
    size = max(8, round(image.width / scale)), max(8, round(image.height / scale))
    small = image.resize(size, _box_filter()).convert("YCbCr")
    pixels = np.asarray(small, dtype=np.float64)
    stands_out = _standing_out(pixels)
    found = _box(stands_out)
    if found is None:
        return Subject((0, 0, image.width, image.height), sure=False)
    (left, top, right, bottom), sure = found
    across, down = image.width / size[0], image.height / size[1]
    box = (
        max(0, int(left * across)),
        max(0, int(top * down)),
        min(image.width, round(right * across)),
        min(image.height, round(bottom * down)),
    )
    return Subject(box, sure)


def _standing_out(pixels: Map) -> Map:
    """How much each pixel differs from the border, 0 to 1, (H, W)."""
    import numpy as np

    barrier = _normal(sum((_barrier(pixels[:, :, band]) for band in range(3)), np.zeros(pixels.shape[:2])))
    both = _normal(barrier + _normal(_unlike_border(pixels)))
    # The root brings dull parts (dark hair before a dark wall) nearer to glaring ones (a red scarf).
    return np.asarray(np.sqrt(_normal(_smooth(both * _middle(both.shape)))))


def _barrier(values: Map) -> Map:
    """Of every way from a pixel to the border the least range of values on it, by passes back and forth."""
    import numpy as np

    height, width = values.shape
    rows = values.tolist()
    edge = {0, width - 1}
    cost = [
        [0.0 if y in (0, height - 1) or x in edge else np.inf for x in range(width)] for y in range(height)
    ]
    high, low = [list(row) for row in rows], [list(row) for row in rows]
    for number in range(_PASSES):
        forth = number % 2 == 0
        step = -1 if forth else 1
        down = range(1, height - 1) if forth else range(height - 2, 0, -1)
        along = range(1, width - 1) if forth else range(width - 2, 0, -1)
        for y in down:
            for x in along:
                value, best = rows[y][x], cost[y][x]
                for near_y, near_x in ((y + step, x), (y, x + step)):
                    up = max(high[near_y][near_x], value)
                    least = min(low[near_y][near_x], value)
                    if up - least < best:
                        best = cost[y][x] = up - least
                        high[y][x], low[y][x] = up, least
    return np.asarray(cost)


def _unlike_border(pixels: Map) -> Map:
    """How far a pixel's colour is from those of the four borders, each measured by its own spread; the border
    it is least like does not count, since the subject may stand there."""
    import numpy as np

    strips = (
        pixels[:_BORDER].reshape(-1, 3),
        pixels[-_BORDER:].reshape(-1, 3),
        pixels[:, :_BORDER].reshape(-1, 3),
        pixels[:, -_BORDER:].reshape(-1, 3),
    )
    found = []
    for strip in strips:
        away = pixels - strip.mean(axis=0)
        spread = np.linalg.inv(np.cov(strip.T) + 25 * np.eye(3))
        found.append(_normal(np.sqrt(np.einsum("hwi,ij,hwj->hw", away, spread, away))))
    each = np.stack(found)
    return np.asarray(each.sum(axis=0) - each.max(axis=0))


def _middle(shape: tuple[int, ...]) -> Map:
    """1 at the centre, less towards the corners: what is shown is seldom in one."""
    import numpy as np

    y, x = (np.linspace(-1, 1, side) for side in shape)
    return np.asarray(np.exp(-0.5 * (y[:, None] ** 2 + x[None, :] ** 2)))


def _smooth(values: Map) -> Map:
    """A 3×3 mean, the border repeated."""
    import numpy as np

    wide = np.pad(values, 1, mode="edge")
    height, width = values.shape
    parts = [wide[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    return np.asarray(sum(parts) / 9)


def _box(stands_out: Map) -> tuple[tuple[int, int, int, int], bool] | None:
    """The box around the largest thing that stands out, and whether it does so clearly."""
    import numpy as np

    threshold = _LENIENT * _otsu(stands_out)
    mask = stands_out > threshold
    largest = _largest(mask)
    if largest is None:
        return None
    weights = np.where(largest, stands_out, 0)
    left, right = _range(weights.sum(axis=0))
    top, bottom = _range(weights.sum(axis=1))
    inside = stands_out[largest].mean()
    outside = stands_out[~mask].mean() if not mask.all() else 1.0
    return (left, top, right, bottom), bool(inside - outside > _SURE * max(inside, 1e-9))


def _range(sums: Map) -> tuple[int, int]:
    """From where to where all but a few specks at either end lie."""
    import numpy as np

    part = np.cumsum(sums) / sums.sum()
    rest = (1 - _KEPT) / 2
    return int(np.searchsorted(part, rest, "right")), int(np.searchsorted(part, 1 - rest)) + 1


def _largest(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_] | None:
    """The connected parts of a mask that are at least a third of the largest one."""
    import numpy as np

    labels = np.zeros(mask.shape, dtype=int)
    sizes = [0]
    for start in zip(*np.nonzero(mask), strict=True):
        if labels[start]:
            continue
        sizes.append(0)
        todo = [start]
        labels[start] = len(sizes) - 1
        while todo:
            y, x = todo.pop()
            sizes[-1] += 1
            for near in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                inside = 0 <= near[0] < mask.shape[0] and 0 <= near[1] < mask.shape[1]
                if inside and mask[near] and not labels[near]:
                    labels[near] = len(sizes) - 1
                    todo.append(near)
    if len(sizes) == 1:
        return None
    large = [number for number, size in enumerate(sizes) if number and 3 * size >= max(sizes)]
    return np.isin(labels, large)


def _otsu(values: Map) -> float:
    """The threshold that parts 0 … 1 into two groups as unlike as can be (Otsu 1979)."""
    import numpy as np

    counts, edges = np.histogram(values, bins=64, range=(0, 1))
    centres = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * centres)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(centres[int(np.nanargmax(apart))]) if np.isfinite(apart).any() else 1.0


def _normal(values: Map) -> Map:
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else values * 0


def _box_filter() -> Image.Resampling:
    from PIL import Image

    return Image.Resampling.BOX

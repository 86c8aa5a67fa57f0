"""Whether a picture is out of focus, or was enlarged, by its sharpest places.

Only the sharpest place counts: a photograph with a soft background is sharp where the camera was focused.
Places are looked for among some of the pixels, and measured in all of them, at 512 to 1023 pixels on the
short side: about the resolution that trains.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from charspec.images.decode import mapped

if TYPE_CHECKING:
    from PIL import Image

TILE = 64
_TILES = 6
_MARGIN = 2
_STRONGEST = 0.02
_WEAKEST = 10
_CLEARLY_SHARP = 2.7
_DETAIL_TILE = 80
_OCTAVES = 3
_CLEARLY_DETAILED = 0.55
_ALIGNED = 8
_FALLING = range(255, -1, -1)
_RISING = range(256)
_SQUARES = [value * value for value in range(256)]


class Edges(NamedTuple):
    """A picture, as decoded, and where its edges are strongest, looked at `every` so many pixels.

    `steps` are those between some of these; `boxes` are tiles of them that show 64×64 of these; `places`, in
    pixels of `image`, are their centres.
    """

    image: Image.Image
    every: int
    steps: Image.Image
    boxes: tuple[tuple[int, int, int, int], ...]
    places: tuple[tuple[int, int], ...]

    def tile(self, place: tuple[int, int], side: int, margin: int, factor: int) -> Image.Image:
        """A place of the picture in grey, reduced by `factor`: `side` pixels of that and a margin around.

        What would reach beyond the picture is cut off.
        """
        # An enlargement shows best where pixels are joined as they were parted.
        left, top = ((centre - side * factor // 2) & -_ALIGNED for centre in place)
        reach, beside = (side + margin) * factor, margin * factor
        box = (left - beside, top - beside, left + reach, top + reach)
        whole = self.image
        part = whole.crop(
            (max(0, box[0]), max(0, box[1]), min(whole.width, box[2]), min(whole.height, box[3]))
        )
        part = part if part.mode == "L" else part.convert("L")
        return part.reduce(factor) if factor > 1 else part


def find_edges(image: Image.Image, some: Image.Image, every: int) -> Edges | None:
    """The edges of a picture away from its border, by `some` of its pixels in grey; None if it is too small.

    Nothing finer than `every` so many pixels is looked at.
    """
    from PIL import ImageChops

    # Of two pictures of different sizes ImageChops takes what both have, from the upper left corner.
    steps = ImageChops.difference(some.crop((1, 1, *some.size)), some)
    across, down = (whole / part for whole, part in zip(image.size, some.size, strict=True))
    width, height = round(TILE * every / across), round(TILE * every / down)
    columns, rows = steps.width // width, steps.height // height
    if not columns or not rows:
        return None
    means = steps.crop((0, 0, columns * width, rows * height)).reduce((width, height)).tobytes()
    order = sorted(range(len(means)), key=means.__getitem__, reverse=True)
    cells = [divmod(index, columns) for index in order]
    inner = [(y, x) for y, x in cells if 0 < x < columns - 1 and 0 < y < rows - 1]
    corners = [(x * width, y * height) for y, x in (inner or cells)[:_TILES]]
    places = tuple((round((x + width / 2) * across), round((y + height / 2) * down)) for x, y in corners)
    return Edges(image, every, steps, tuple((x, y, x + width, y + height) for x, y in corners), places)


def edge_width(edges: Edges) -> float | None:
    """How much softer the sharpest edges become by the mean of 5×5 pixels: little if they are soft already.

    The strongest 2% of the steps over the same steps after the blur, in the sharpest of six places; None if
    no edge has 10 of 255 levels from one pixel to the next. Measured on 56 photographs at 1024 to 1440 px:
    2.5 and more (a motion-blurred one 1.5); blurred by σ 3 px at 1024 mostly 1.2 to 1.8, by σ 2 1.4 to 3.3.
    """
    widest = 0.0
    for place in edges.places:
        widest = max(widest, _width_of(edges.tile(place, TILE, _MARGIN, edges.every)))
        if widest >= _CLEARLY_SHARP:
            break
    return widest or None


def fine_detail(edges: Edges, factor: int) -> float | None:
    """How strong the finest detail is beside the next coarser, or that beside the one after: the less.

    Enlarged to twice its size a picture has nothing in the finest octave, to four times in the next.
    `factor` is by how much the picture is reduced first. None without edges. Measured on 56 photographs: 0.5
    and more, but for three soft ones; enlarged to twice, three or four times their size mostly 0.2 to 0.45.
    """
    most: list[float] = []
    for place in edges.places:
        energies = _octaves(edges.tile(place, _DETAIL_TILE, 0, factor))
        if len(energies) < _OCTAVES:
            continue
        found = [(fine / coarse) ** 0.5 if coarse >= 1 else 0.0 for fine, coarse in pairwise(energies)]
        most = [max(pair) for pair in zip(most, found, strict=True)] if most else found
        if min(most, default=0.0) >= _CLEARLY_DETAILED:
            break
    return min((value for value in most if value), default=None)


def _octaves(tile: Image.Image) -> list[float]:
    """The energy of the detail that each halving of the resolution takes, the finest first."""
    from PIL import Image, ImageChops

    energies: list[float] = []
    # A whole number of pixels is left after each halving.
    width, height = (side >> _OCTAVES << _OCTAVES for side in tile.size)
    tile = tile if tile.size == (width, height) else tile.crop((0, 0, width, height))
    while len(energies) < _OCTAVES and min(tile.size) > 2:
        half = tile.reduce(2)
        lost = ImageChops.difference(tile, half.resize(tile.size, Image.Resampling.BICUBIC))
        energies.append(_mean(lost.histogram(), _SQUARES))
        tile = half
    return energies


def _width_of(tile: Image.Image) -> float:
    """How much softer the strongest edges of a tile with its margin become."""
    from PIL import ImageFilter

    inner = (_MARGIN, _MARGIN, tile.width - _MARGIN, tile.height - _MARGIN)
    if inner[2] - inner[0] < 2 or inner[3] - inner[1] < 2:
        return 0.0
    before = _steps(tile.crop(inner))
    histogram = before.histogram()
    least = _quantile(histogram, _STRONGEST)
    if least < _WEAKEST:
        return 0.0
    after = _steps(tile.filter(ImageFilter.BoxBlur(_MARGIN)).crop(inner))
    mask = mapped(before, bytes(least) + b"\xff" * (256 - least))
    return _mean(histogram[least:], _RISING[least:]) / max(_mean(after.histogram(mask), _RISING), 0.5)


def _steps(grey: Image.Image) -> Image.Image:
    """The larger of the steps to the right and downwards, of every pixel."""
    from PIL import ImageChops

    right = ImageChops.difference(grey.crop((1, 0, *grey.size)), grey)
    down = ImageChops.difference(grey.crop((0, 1, *grey.size)), grey)
    return ImageChops.lighter(right, down)


def _quantile(histogram: list[int], share: float) -> int:
    """The value that this share of the pixels reaches."""
    wanted = max(1, sum(histogram) * share)
    reached = accumulate(reversed(histogram))
    return next(value for value, count in zip(_FALLING, reached, strict=True) if count >= wanted)


def _mean(histogram: list[int], values: Sequence[int]) -> float:
    return float(sum(map(mul, histogram, values))) / max(1, sum(histogram))

"""What could be written into a spec so that its pictures train better: crops, and enhanced copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.enhance import FACTOR
from charspec.errors import CharspecError
from charspec.images import MAX_PIXELS
from charspec.images.bars import find_bars
from charspec.images.decode import Crop, reduction, refuse
from charspec.images.fitting import upright
from charspec.prepare.crops import Shape, find_subject, propose
from charspec.prepare.keys import Keys
from charspec.settings import Settings, bucket

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True)
class Proposed:
    """What is new for one picture; `why` says so of the crop, also why there is none (None: not asked for).

    `trains` is the bucket with what is proposed, px; None for a picture that is too small to train.
    """

    item: Item
    crop: Crop | None
    enhance: bool
    why: str | None
    trains: tuple[int, int] | None

    @property
    def keys(self) -> Keys:
        """What to write below the picture."""
        found = {"crop": f"[{', '.join(map(str, self.crop))}]"} if self.crop else {}
        return {**found, "enhance": "2x"} if self.enhance else found


def propose_for(
    items: Sequence[Item], settings: Settings, shape: Shape | None, enhance: bool
) -> Iterator[Proposed]:
    """One proposal a picture, in their order. A crop that the spec has already is never replaced.

    With `enhance`, a picture whose trained part has fewer pixels than the resolution gets a copy of twice its
    size. Raises CharspecError for a picture that cannot be read.
    """
    resolution, multiple = settings.resolution, settings.base.multiple
    for item in items:
        crop, why = None, None
        if shape and item.picture.crop:
            why = "its own crop is kept"
        elif shape:
            crop, why = _cropped(_open(item), shape, resolution, multiple, item.factor)
        width, height = _trained(item, crop)
        small = width * height < resolution**2 and item.facts.pixels * FACTOR * FACTOR <= MAX_PIXELS
        wanted = enhance and not item.picture.enhance and small
        factor = FACTOR if wanted else 1
        trains = bucket((width * factor, height * factor), resolution, multiple)
        yield Proposed(item, crop, wanted, why, trains)


def _cropped(
    image: Image.Image, shape: Shape, resolution: int, multiple: int, factor: int
) -> tuple[Crop | None, str]:
    """The crop of a picture, px, and why; its bars, if it has some, are left out in any case."""
    reduced = reduction(image.size)
    bars = find_bars(image.reduce(reduced) if reduced > 1 else image, reduced)
    if bars is None:
        found = propose(image.size, find_subject(image), shape, resolution, multiple, factor)
        return found.crop, found.why
    inner = bars.left, bars.top, image.width - bars.right, image.height - bars.bottom
    within = image.crop(inner)
    found = propose(within.size, find_subject(within), shape, resolution, multiple, factor)
    if found.crop is None:
        return inner, f"without its bars; {found.why}"
    left, top, right, bottom = found.crop
    x, y = inner[:2]
    return (left + x, top + y, right + x, bottom + y), f"without its bars; {found.why}"


def _trained(item: Item, crop: Crop | None) -> tuple[int, int]:
    """Width and height that train (px), with a proposed crop."""
    if crop is None:
        return item.size
    return (crop[2] - crop[0]) * item.factor, (crop[3] - crop[1]) * item.factor


def _open(item: Item) -> Image.Image:
    refuse(item.facts, item.file)
    try:
        return upright(item.path)
    except OSError as error:
        raise CharspecError(
            f"cannot be decoded: {error}", item.file, "Save or download the picture again.", 1
        ) from None

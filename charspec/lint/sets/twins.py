"""Which pictures of a set repeat each other, for the rules about duplicates."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from charspec.dataset import Item
from charspec.images import UnreadableImageError

if TYPE_CHECKING:
    from charspec.images.overlay import Likeness
    from charspec.images.signals import Signals


class Repeat(NamedTuple):
    """A picture (`item`) that repeats an earlier one (`of`), how, and whether as its mirror image.

    `likeness` is "same" only where the decoded pixels are equal.
    """

    item: Item
    of: Item
    likeness: "Likeness"
    mirrored: bool


def find_repeats(items: Sequence[Item], signals_by_file: "Mapping[str, Signals]") -> list[Repeat]:
    """The pictures that repeat another, each once. Only those that seem equal are decoded once more."""
    from charspec.images.twins import find_twins

    known = [item for item in items if item.file in signals_by_file]
    twins = find_twins([signals_by_file[item.file] for item in known])
    found = []
    for first, second, likeness, mirrored in twins:
        of, item = known[first], known[second]
        if likeness == "same" and not _equal(of, item, mirrored):
            likeness = "copy"
        found.append(Repeat(item, of, likeness, mirrored))
    return found


def _equal(one: Item, other: Item, mirrored: bool) -> bool:
    same = (one.picture.crop, one.factor) == (other.picture.crop, other.factor)
    if not mirrored and same and one.sha256 == other.sha256:
        return True
    from PIL import ImageOps

    from charspec.images.decode import decode, same_pixels

    try:
        first, second = (
            decode(view.path, view.facts(), item.file, view.crop, whole=True).image
            for item in (one, other)
            for view in (item.view,)
        )
    except UnreadableImageError:  # it changed since it was measured
        return False
    return same_pixels(first, ImageOps.mirror(second) if mirrored else second)

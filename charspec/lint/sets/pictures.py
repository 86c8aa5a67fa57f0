"""What the pixels of a set say, for rules: each picture decoded once, or known from an earlier run."""

import pathlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from charspec.dataset import Item
from charspec.images import UnreadableImageError

if TYPE_CHECKING:
    from charspec.images.signals import Signals


class Pictures(NamedTuple):
    """The pictures that can be decoded and those that cannot, by file; what is missing is in neither."""

    signals: "Mapping[str, Signals]"
    errors: Mapping[str, UnreadableImageError]


def open_pictures(items: Sequence[Item], folder: pathlib.Path | None, max_megapixels: float) -> Pictures:
    """Decode the pictures of a set as they train; `folder` is its own if signals are kept between runs."""
    # Imported where pixels are asked for: most rules do without.
    from charspec.images.gather import Wanted, gather

    def wanted(item: Item) -> Wanted:
        view = item.view
        return Wanted(item.file, view.path, view.crop, view.facts, view.sha256)

    outcomes = gather([wanted(item) for item in items if item.exists], folder, int(max_megapixels * 1e6))
    errors = {file: one for file, one in outcomes.items() if isinstance(one, UnreadableImageError)}
    signals = {file: one for file, one in outcomes.items() if not isinstance(one, UnreadableImageError)}
    return Pictures(signals, errors)

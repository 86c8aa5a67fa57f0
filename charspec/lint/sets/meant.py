"""Which picture that lies about may be meant by an entry of the spec that points at nothing."""

import pathlib

from charspec.dataset import Dataset
from charspec.nearest import nearest

_MOST_PAIRS = 10_000
"""Names compared letter by letter, about 20 µs each: beyond that only names without their endings are."""


def meant_instead(dataset: Dataset) -> dict[str, str]:
    """For missing pictures, the unlisted one of nearly the same name: `frnt.png` → `front.png`."""
    missing = [item.file for item in dataset.items if not item.exists]
    by_stem = {_stem(file): file for file in dataset.orphan_pictures}
    found = {file: by_stem[_stem(file)] for file in missing if _stem(file) in by_stem}
    if len(missing) * len(dataset.orphan_pictures) <= _MOST_PAIRS:
        for file in missing:
            near = nearest(file, dataset.orphan_pictures, 0.8)
            if near:
                found.setdefault(file, near)
    return found


def _stem(file: str) -> str:
    return str(pathlib.PurePosixPath(file).with_suffix("")).casefold()

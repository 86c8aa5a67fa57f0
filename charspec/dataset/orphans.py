"""What lies in the folders of the pictures and belongs to none of them."""

import os
import pathlib
from collections.abc import Iterable

from charspec.dataset.item import Item
from charspec.images import is_picture_name
from charspec.spec import CharacterSpec


def masks_among(files: Iterable[str]) -> frozenset[str]:
    """The files that are masks by their name: `front-mask.png` beside a picture `front`.

    >>> sorted(masks_among(["a/front.jpg", "a/front-mask.png", "b/front-mask.png"]))
    ['a/front-mask.png']
    """
    stems = {
        file: str(pathlib.PurePosixPath(file).with_suffix("")) for file in files if is_picture_name(file)
    }
    known = set(stems.values())
    return frozenset(
        file for file, stem in stems.items() if stem.endswith("-mask") and stem.removesuffix("-mask") in known
    )


def names_in(folder: pathlib.Path) -> frozenset[str]:
    """The files of a folder by name, hidden ones left out; none if it is gone or may not be read."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(one.name for one in entries if not one.name.startswith(".") and one.is_file())
    except (OSError, ValueError):
        return frozenset()


def unused(
    folder: pathlib.Path, spec: CharacterSpec, items: Iterable[Item]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Pictures and text files in the folders of the items that belong to none of them.

    A folder that holds nothing but masks is none of theirs.
    """
    pictures = {str(pathlib.PurePosixPath(item.file)) for item in items}
    masks = {str(pathlib.PurePosixPath(one.mask)) for one in spec.pictures.values() if one.mask}
    stems = {str(pathlib.PurePosixPath(file).with_suffix("")) for file in pictures | masks}
    parents = {pathlib.PurePosixPath(file).parent for file in pictures}
    if isinstance(spec.images, str):
        parents.add(pathlib.PurePosixPath(spec.images))
    orphans: list[str] = []
    texts: list[str] = []
    for parent in sorted(parents):
        # Text beside the spec itself (a README, notes) is no caption.
        captions_here = parent != pathlib.PurePosixPath(".")
        files = sorted((parent / name).as_posix() for name in names_in(folder / parent))
        taken = pictures | masks | masks_among(files)
        for file in files:
            if is_picture_name(file) and file not in taken:
                orphans.append(file)
            elif captions_here and file.endswith(".txt") and file.removesuffix(".txt") not in stems:
                texts.append(file)
    return tuple(orphans), tuple(texts)

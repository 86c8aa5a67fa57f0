"""The files below the folders to import, and the folder that a spec of them has to lie in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from charspec.errors import CharspecError
from charspec.images import is_picture_name
from charspec.spec import why_outside

SPEC_NAMES = ("character.yaml", "character.yml")
MOST_PICTURES = 20_000
_OF_CHARSPEC = ("runs", "node_modules", "__pycache__")
_MASK_ENDINGS = ("-mask", "-masklabel")


@dataclass(frozen=True)
class Tree:
    """What lies below the folders of an import. All names are relative to `folder`, where the spec will be.

    `pictures` are in order of their names; `masks` are picture files that belong to another one (`a-mask.png`
    beside `a.png`), by that one.
    """

    folder: Path
    roots: tuple[str, ...]
    files: frozenset[str]
    pictures: tuple[str, ...]
    masks: dict[str, str]
    notes: tuple[str, ...]


def absolute_path(path: Path) -> Path:
    """A path from the root on, without `..`; links stay as they are named."""
    return Path(os.path.normpath(path.absolute()))


def spec_folder(folders: Sequence[Path]) -> Path:
    """Where a spec of these folders belongs: here if all lie below the current folder, else in the nearest
    folder that holds them all."""
    absolute = [absolute_path(folder) for folder in folders]
    here = Path.cwd()
    if all(folder.is_relative_to(here) for folder in absolute):
        return Path()
    return Path(os.path.commonpath(absolute))


def read_tree(folders: Sequence[Path], folder: Path) -> Tree:
    """List what lies below `folders`, for a spec in `folder`. Hidden files and `runs/` are left out, links
    to folders are not followed.

    Raises CharspecError (exit 2) for a folder that is none, lies outside the spec's, or holds no picture.
    """
    roots = tuple(dict.fromkeys(_relative(one, folder) for one in folders))
    files = sorted(dict.fromkeys(name for root in roots for name in _below(folder, root)))
    every = [name for name in files if is_picture_name(name)]
    masks = _masks(every)
    taken = set(masks.values())
    outside = {name for name in every if _why_not(folder, name)}
    pictures = tuple(name for name in every if name not in taken and name not in outside)
    notes = []
    if outside:
        some = next(name for name in every if name in outside)
        notes.append(f"{_number(len(outside))} left out: {some!a} {_why_not(folder, some)}")
    if not pictures:
        raise _no_pictures(folders, bool(outside), files)
    if len(pictures) > MOST_PICTURES:
        raise CharspecError(
            f"{len(pictures):,} pictures, more than a spec can list ({MOST_PICTURES:,})",
            where=str(folders[0]),
            hint="A character needs 5 to 15 good pictures (guide, step 3): name a folder with those.",
        )
    return Tree(folder, roots, frozenset(files), pictures, masks, tuple(notes))


def existing_spec(folders: Iterable[Path]) -> Path | None:
    """A spec that lies in one of the folders already."""
    return next(
        (folder / name for folder in folders for name in SPEC_NAMES if (folder / name).is_file()), None
    )


def _why_not(folder: Path, name: str) -> str | None:
    """Why a spec cannot name a picture, with what helps; None if it can."""
    if any("\ud800" <= char <= "\udfff" for char in name):
        return "has a name that is no UTF-8; rename it"
    if name != name.strip():
        return "has a name with a blank at its edge; rename it"
    reason = why_outside(folder, name)
    return f"{reason}; copy it into the folder" if reason and "link" in reason else reason


def _relative(root: Path, folder: Path) -> str:
    if not root.is_dir():
        what = "is no folder" if root.exists() else "is not there"
        raise CharspecError(
            f"the folder {what}", where=str(root), hint="Name the folder that holds the pictures."
        )
    inside = os.path.relpath(absolute_path(root), absolute_path(folder))
    name = PurePosixPath(Path(inside).as_posix())
    if ".." in name.parts or name.is_absolute():
        raise CharspecError(
            "the pictures lie outside the folder of the spec, which may only name what lies below it",
            where=str(root),
            hint=f"Write the spec above the pictures, such as --out {spec_folder([root]) / SPEC_NAMES[0]}",
        )
    if why_outside(folder, str(name)):
        raise CharspecError(
            "this folder is a symbolic link that leads out of the folder of the spec",
            where=str(root),
            hint=f"Name the folder it leads to: charspec init {root.resolve()}",
        )
    return str(name)


def _below(folder: Path, root: str) -> Iterable[str]:
    top = folder / root
    for parent, folders, names in os.walk(top):
        # What a training wrote is no training set.
        skipped = _OF_CHARSPEC if Path(parent) == folder else _OF_CHARSPEC[1:]
        folders[:] = [one for one in folders if not one.startswith(".") and one not in skipped]
        place = PurePosixPath(Path(os.path.relpath(parent, folder)).as_posix())
        yield from (str(place / name) for name in names if not name.startswith("."))


def _masks(pictures: Sequence[str]) -> dict[str, str]:
    """Masks by the picture they belong to: one whose name, less `-mask`, is that of a picture beside it."""
    by_stem = {str(PurePosixPath(name).with_suffix("")): name for name in reversed(pictures)}
    found: dict[str, str] = {}
    for name in pictures:
        stem = str(PurePosixPath(name).with_suffix(""))
        for ending in _MASK_ENDINGS:
            owner = by_stem.get(stem.removesuffix(ending)) if stem.endswith(ending) else None
            if owner and owner != name:
                found[owner] = name
    return found


def _no_pictures(folders: Sequence[Path], outside: bool, files: Sequence[str]) -> CharspecError:
    shown = ", ".join(map(str, folders))
    if outside:
        return CharspecError(
            "every picture here is a link that leaves the folder",
            where=shown,
            hint="Copy the pictures into it, or run init on the folder they lie in.",
        )
    archives = [name for name in files if name.endswith((".zip", ".tar", ".gz", ".parquet", ".7z"))]
    hint = f"Unpack {archives[0]} first." if archives else "Pictures end in .png, .jpg, .webp, .bmp or .tif."
    return CharspecError("no pictures below this folder", where=shown, hint=hint)


def _number(count: int) -> str:
    return "1 picture" if count == 1 else f"{count:,} pictures"

"""spec + files → items: every picture with the caption that trains, and where that caption came from."""

import functools
import os
import pathlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from charspec.captions import compose, expand, read_attributes, without_identity
from charspec.dataset.item import Attribute, CaptionSource, Item
from charspec.dataset.orphans import masks_among, names_in, unused
from charspec.dataset.texts import Location, Metadata, Written, read_sidecar
from charspec.enhance import Method, method_of
from charspec.errors import Path
from charspec.images import is_picture_name
from charspec.source import Problem, Source
from charspec.spec import CharacterSpec, LoadedSpec, Picture, why_outside
from charspec.vocabulary import vocabulary


class Dataset(NamedTuple):
    """The items of a spec, in its order (a scanned folder: by name), and what lies about unused.

    `orphan_pictures` and `orphan_captions` are files, relative to the spec, beside the listed pictures;
    `orphan_rows` are the pictures that rows of metadata name and that are not there, with the rows' places.
    """

    items: tuple[Item, ...]
    orphan_pictures: tuple[str, ...]
    orphan_captions: tuple[str, ...]
    problems: tuple[Problem, ...]
    orphan_rows: tuple[tuple[str, Location], ...] = ()


def load_dataset(loaded: LoadedSpec) -> Dataset:
    """The dataset of a valid spec; raises its first problem if it is not valid. Opens no picture."""
    spec = loaded.require()
    problems: list[Problem] = []
    if isinstance(spec.images, str):
        pictures = {file: Picture() for file in _scan(loaded, spec.images, problems)}
        paths: dict[str, Path] = dict.fromkeys(pictures, ("images",))
    else:
        pictures = spec.images
        paths = {file: ("images", file) for file in pictures}
    metadata = Metadata(loaded.folder, problems, loaded.pending)
    method = functools.cache(functools.partial(method_of, loaded.folder))
    items = tuple(
        _item(loaded, spec, file, picture, paths[file], metadata, problems, method)
        for file, picture in pictures.items()
    )
    parents = {str(pathlib.PurePosixPath(item.file).parent) for item in items}
    present = {parent: names_in(loaded.folder / parent) for parent in parents} if metadata.has_rows else {}
    rows = metadata.orphans(present)
    return Dataset(items, *unused(loaded.folder, spec, items), tuple(problems), rows)


def _item(
    loaded: LoadedSpec,
    spec: CharacterSpec,
    file: str,
    picture: Picture,
    path: Path,
    metadata: Metadata,
    problems: list[Problem],
    method: Callable[[], Method],
) -> Item:
    candidates = list(_captions(loaded, spec, file, picture, path, metadata, problems))
    kind, chosen = candidates[0] if candidates else _nothing(loaded.source, path)
    caption = expand(" ".join(chosen.text.split("\n")), spec)
    return Item(
        file=file,
        path=loaded.folder / file,
        picture=picture,
        spec_path=path,
        caption=caption,
        written=chosen.text,
        caption_source=kind,
        caption_location=chosen.location,
        shadowed=tuple(written for _, written in candidates[1:]),
        read_attributes=functools.partial(_attributes, spec, picture, caption, kind),
        method=method,
    )


def _captions(
    loaded: LoadedSpec,
    spec: CharacterSpec,
    file: str,
    picture: Picture,
    path: Path,
    metadata: Metadata,
    problems: list[Problem],
) -> Iterator[tuple[CaptionSource, Written]]:
    """Every caption of a picture; the first wins, and texts are never merged."""
    told = picture.caption is not None or bool(picture.attributes)
    if picture.caption is not None:
        yield "spec", _in_spec(loaded.source, (*path, "caption"), picture.caption)
    elif picture.attributes:
        # With a caption of one's own the attributes only feed the coverage rules: nothing is shadowed.
        yield "template", _in_spec(loaded.source, path, compose(spec, picture.attributes))
    if sidecar := read_sidecar(loaded.folder, file, path, problems, loaded.pending):
        told = True
        yield "sidecar", sidecar
    if row := metadata.find(file, path, not told):
        yield "metadata", row
        for other in metadata.repeated(file, path):
            yield "metadata", other


def _in_spec(source: Source, path: Path, text: str) -> Written:
    return Written(text, Location(source.file, path, source.span(path)))


def _nothing(source: Source, path: Path) -> tuple[CaptionSource, Written]:
    return "none", _in_spec(source, path, "")


def _attributes(
    spec: CharacterSpec, picture: Picture, caption: str, kind: CaptionSource
) -> dict[str, Attribute]:
    known = vocabulary()
    found: dict[str, Attribute] = {}
    for name, value in picture.attributes.items():
        terms = tuple(match.term for match in known.find(value) if match.attribute == name)
        found[name] = Attribute(value, terms, "labelled")
    if kind != "template":
        for name, terms in read_attributes(without_identity(caption, spec), known).items():
            found.setdefault(name, Attribute(terms[0], terms, "read"))
    return found


def _scan(loaded: LoadedSpec, folder: str, problems: list[Problem]) -> list[str]:
    """The pictures below a folder, by name; masks and hidden files left out."""
    root = loaded.folder / folder
    span = loaded.source.span(("images",))
    if not root.is_dir():
        what = "is a file; list pictures as keys below `images:`" if root.exists() else "does not exist"
        hint = "Give the folder of the pictures, relative to the spec."
        problems.append(Problem("I101", ("images",), f"the folder '{folder}' {what}", hint, span))
        return []
    files: list[str] = []
    found = _files(loaded.folder, root)
    masks = masks_among(found)
    for file in found:
        if not is_picture_name(file) or file in masks:
            continue
        if reason := why_outside(loaded.folder, file):
            hint = "Copy the picture into the folder."
            problems.append(Problem("S108", ("images",), f"the path '{file}' {reason}", hint, span))
        else:
            files.append(file)
    return files


def _files(folder: pathlib.Path, root: pathlib.Path) -> list[str]:
    """All files below `root`, relative to `folder`, sorted; links to folders are not followed."""
    found: list[str] = []
    for parent, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        relative = pathlib.Path(parent).relative_to(folder)
        found.extend((relative / name).as_posix() for name in names if not name.startswith("."))
    return sorted(found)

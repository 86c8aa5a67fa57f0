"""kohya's sd-scripts: folders `20_vendalixia woman`, which say repeats, instance word and class."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from charspec.errors import CharspecError
from charspec.prepare.importing import folder
from charspec.prepare.importing.found import Found, Imported, Told
from charspec.prepare.importing.tree import Tree

_NAME = re.compile(r"(\d{1,4})_(\S.*)\Z")


class Concept(NamedTuple):
    """What the name of a folder says. `words` are kohya's caption for a picture without a text file."""

    folder: str
    repeats: int
    words: str

    @property
    def instance(self) -> str:
        return self.words.split()[0]

    @property
    def kind(self) -> str:
        return " ".join(self.words.split()[1:])


def sign(tree: Tree) -> str | None:
    """A folder named like `20_vendalixia woman`."""
    found = next(filter(None, (_concept(tree, file) for file in tree.pictures)), None)
    return f"the folder '{found.folder}'" if found else None


def read(tree: Tree) -> Imported:
    """As a plain folder, with the repeats of the folders; pictures outside such folders are not kohya's.

    Raises CharspecError (exit 2) if the folders name different characters, or none of them is kohya's.
    """
    by_file = {file: concept for file in tree.pictures if (concept := _concept(tree, file))}
    concepts = list(dict.fromkeys(by_file.values()))
    if not concepts:
        raise CharspecError(
            "no folder here is named like '20_vendalixia woman'",
            where=str(tree.folder / tree.roots[0]),
            hint="Name the folder that holds them, or leave --from away.",
        )
    _refuse_several(concepts)
    plain = folder.read(tree)
    mine = [one for one in plain.pictures if one.file in by_file]
    notes = list(plain.notes)
    if left := len(plain.pictures) - len(mine):
        notes.append(f"{left} of the pictures lie in no such folder: kohya would not see them, left out")
    if any(one.caption for one in mine) and not all(one.caption for one in mine):
        notes.append("pictures without a text file have the words of their folder as caption, as in kohya")
        mine = [
            one if one.caption else replace(one, caption=by_file[one.file].words, beside=False)
            for one in mine
        ]
    elif mine and not mine[0].caption:
        notes.append(f"kohya would caption every picture '{concepts[0].words}'; here captions are left open")
    pictures = tuple(_repeated(one, by_file[one.file].repeats) for one in mine)
    first = concepts[0]
    by = f"the folder '{first.folder}'"
    kind = Told(first.kind, by) if first.kind else None
    return replace(
        plain,
        layout="kohya",
        pictures=pictures,
        trigger=Told(first.instance, by),
        kind=kind,
        notes=tuple(notes),
    )


def _repeated(one: Found, repeats: int) -> Found:
    return replace(one, repeats=repeats) if repeats else one


def _concept(tree: Tree, file: str) -> Concept | None:
    """What the nearest folder of a picture says that is named in kohya's way; the spec's own folder counts
    too."""
    parents = [parent.name for parent in PurePosixPath(file).parents if parent.name]
    for name in (*parents, tree.folder.resolve().name):
        if found := _NAME.match(name):
            return Concept(name, int(found[1]), " ".join(found[2].split()))
    return None


def _refuse_several(concepts: list[Concept]) -> None:
    instances = {one.instance.lower(): one for one in concepts}
    if len(instances) > 1:
        names = ", ".join(f"'{one.folder}'" for one in instances.values())
        raise CharspecError(
            f"these folders name different characters: {names}",
            hint="A spec is one character, and regularisation pictures are none of hers: name her folders "
            "only.",
        )

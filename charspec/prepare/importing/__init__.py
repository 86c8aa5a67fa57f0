"""Reading sets as other programs lay them out: pictures, captions, repeats. Nothing is ever written.

| layout | its sign |
|---|---|
| `kohya` | folders named `20_vendalixia woman` |
| `ai-toolkit` | `[trigger]` in sidecars |
| `onetrainer` | `concepts.json` |
| `imagefolder` | `metadata.jsonl` or `metadata.csv` |
| `folder` | none of these: pictures with `.txt` or `.caption` files beside them |
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import Protocol, cast

from charspec.errors import CharspecError
from charspec.prepare.importing.found import Found, Imported, Layout, Told
from charspec.prepare.importing.tree import Tree, existing_spec, read_tree, spec_folder

__all__ = [
    "LAYOUTS",
    "Found",
    "Imported",
    "Layout",
    "Told",
    "Tree",
    "existing_spec",
    "import_set",
    "read_tree",
    "spec_folder",
]

LAYOUTS: tuple[Layout, ...] = ("kohya", "ai-toolkit", "onetrainer", "imagefolder", "folder")


class _Reader(Protocol):
    """One layout = one module of this package."""

    def sign(self, tree: Tree) -> str | None:
        """What tells that a tree has this layout, in words; None if nothing does."""

    def read(self, tree: Tree) -> Imported:
        """The set; raises CharspecError (exit 2) if the tree is not laid out so."""


def import_set(tree: Tree, layout: Layout | None = None) -> Imported:
    """The set below a tree, in the layout given or the one it shows signs of.

    Raises CharspecError (exit 2) if it shows signs of more than one.
    """
    found = _reader(layout or _detect(tree)).read(tree)
    complete = len(found.pictures) == len(tree.pictures) and not tree.notes
    return replace(found, notes=(*tree.notes, *found.notes), complete=complete)


def _detect(tree: Tree) -> Layout:
    signs = {one: sign for one in LAYOUTS if (sign := _reader(one).sign(tree))}
    if "imagefolder" in signs and len(signs) == 1:
        from charspec.prepare.importing.imagefolder import disagreements

        if differing := disagreements(tree):
            signs["folder"] = f"a text file that says something else beside {differing[0]}"
    if len(signs) > 1:
        told = "; ".join(f"{one}: {sign}" for one, sign in signs.items())
        raise CharspecError(
            f"{'two' if len(signs) == 2 else len(signs)} layouts at once ({told})",
            where=str(tree.folder / tree.roots[0]),
            hint=f"Say which one counts: --from {' or --from '.join(signs)}.",
        )
    return next(iter(signs), "folder")


def _reader(layout: Layout) -> _Reader:
    return cast(_Reader, importlib.import_module(f"{__name__}.{layout.replace('-', '_')}"))

"""Pictures with text files beside them, `a.png` and `a.txt`: what most trainers read."""

from __future__ import annotations

from charspec.prepare.importing.found import Imported
from charspec.prepare.importing.texts import Sidecars, pictured
from charspec.prepare.importing.tree import Tree


def sign(tree: Tree) -> str | None:
    """Nothing marks this layout: it is what is left."""
    return None


def read(tree: Tree) -> Imported:
    """Every picture with its sidecar, or with its row of metadata as charspec reads it."""
    sidecars = Sidecars(tree)
    captions = {file: sidecars.of(file) for file in tree.pictures}
    return Imported("folder", tree.roots, pictured(tree, captions), notes=sidecars.notes())

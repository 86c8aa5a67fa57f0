"""ai-toolkit: sidecars in which `[trigger]` stands for the trigger word of its configuration."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from charspec.prepare.importing import folder
from charspec.prepare.importing.found import Imported
from charspec.prepare.importing.texts import Sidecars
from charspec.prepare.importing.tree import Tree

_PLACEHOLDER = re.compile(r"\[(?:trigger|name)\]")


def sign(tree: Tree) -> str | None:
    """A caption with `[trigger]`."""
    sidecars = Sidecars(tree)
    for file in tree.pictures:
        caption = sidecars.of(file)
        if caption and (found := _PLACEHOLDER.search(caption.text)):
            return f"{found[0]} in {PurePosixPath(caption.file)}"
    return None


def read(tree: Tree) -> Imported:
    """As a plain folder, with `{trigger}` for `[trigger]`: such a caption has to stand in the spec."""
    plain = folder.read(tree)
    pictures = tuple(
        replace(one, caption=_PLACEHOLDER.sub("{trigger}", one.caption), beside=False)
        if one.caption and _PLACEHOLDER.search(one.caption)
        else one
        for one in plain.pictures
    )
    return replace(plain, layout="ai-toolkit", pictures=pictures)

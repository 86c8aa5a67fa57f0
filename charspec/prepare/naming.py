"""Naming the weights of a project in its charspec.toml, as an edit that adds lines and changes none."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

from charspec.enhance import method_of, with_weights
from charspec.enhance.method import KEY
from charspec.errors import CharspecError
from charspec.files import read_file
from charspec.project import CONFIG_FILES
from charspec.project import ENHANCE as TABLE
from charspec.source.change import Change

_MAX_BYTES = 1 << 20


def name_weights(weights: Path, folder: Path) -> Change | None:
    """The edit of charspec.toml in the spec's `folder`, made if there is none; None if these weights count
    already.

    Raises CharspecError (exit 2) for weights that cannot be, and where others are named: those are changed by
    hand, since copies and locks rest on them.
    """
    wanted, named = with_weights(weights), method_of(folder)
    assert wanted.weights is not None, "a file was named"
    if named.weights is not None:
        if named.weights.resolve() == wanted.weights.resolve():
            return None
        hint = f"Change {KEY} there: copies made so far stay, and locks ask for new ones when compiled again."
        raise CharspecError(f"the project names other weights: {named.weights}", "--weights", hint)
    file = folder / CONFIG_FILES[0]
    before = read_file(file, _MAX_BYTES).decode("utf-8") if file.exists() else ""
    place = Path(os.path.relpath(wanted.weights.resolve(), folder.resolve())).as_posix()
    table = f"[{TABLE}]\n{KEY} = {json.dumps(place, ensure_ascii=False)}\n"
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    after = f"{before}{gap}{table}"
    try:
        tomllib.loads(after.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:  # a table of this name without the key
        hint = f"Write it there by hand: {KEY} = {json.dumps(place)}, below [{TABLE}]."
        raise CharspecError("the weights cannot be added to this file", str(file), hint, 1) from None
    return Change(str(file), file, before, after, 1)

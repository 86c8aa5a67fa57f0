"""Writing one picture's attributes into the spec: at once, whole, and with everything else as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from charspec.dataset import load_dataset
from charspec.errors import CharspecError
from charspec.source import Source, list_keys, parse, read, set_pairs
from charspec.source.change import Change
from charspec.spec import load_text


def keep(spec: Path, file: str, pairs: Mapping[str, str], drop: Collection[str] = ()) -> None:
    """Put `pairs` below the picture `file` of the spec at `spec`, and take the keys `drop` out.

    The file is read anew each time, so that edits made meanwhile stay, and replaced in one step. A set that
    is a folder (`images: images/`) becomes the list of its pictures first. Raises CharspecError (exit 1) if
    the spec is no longer valid, lacks the picture, or would be invalid with the pairs.
    """
    before = read(spec)
    source = _listed(before, spec)
    path = ("images", file)
    if path not in source.keys:
        raise CharspecError(f"no longer lists {file}", str(spec), "Run the same command again.", 1)
    text = set_pairs(source, path, pairs, drop)
    load_text(text, spec.parent, before.file).require()
    mark = "\ufeff" if before.bom else ""
    Change(before.file, spec, mark + before.text, mark + text, 1).write()


def _listed(source: Source, spec: Path) -> Source:
    loaded = load_text(source.text, spec.parent, source.file)
    if not isinstance(loaded.require().images, str):
        return source
    files = [item.file for item in load_dataset(loaded).items]
    return parse(list_keys(source, ("images",), files), source.file)

"""Keys of many pictures, such as `crop:`, written into a spec at once; comments and all else stay."""

from __future__ import annotations

from collections.abc import Mapping

from charspec.errors import CharspecError
from charspec.source import Data, Source, apply_edits, list_keys, parse
from charspec.source.edits import new_pairs

Keys = Mapping[str, str]
"""Of one picture: a new key and its value as YAML, such as `[0, 0, 512, 512]`."""


def with_keys(source: Source, keys: Mapping[str, Keys], files: list[str]) -> str:
    """The text of a valid spec with new keys below the pictures named in `keys`.

    `files` are all pictures of the set: a folder (`images: images/`) becomes their list first. Raises
    CharspecError (exit 1) if the file is written in a way that cannot be edited in place.
    """
    if isinstance(source.get(("images",)), str):
        source = parse(list_keys(source, ("images",), files), source.file)
    edits = []
    for file, pairs in keys.items():
        edit = new_pairs(source, ("images", file), [f"{key}: {value}" for key, value in pairs.items()])
        if edit is None:
            raise _by_hand(source, file)
        edits.append(edit)
    try:
        text = apply_edits(source.text, edits)
    except ValueError:
        raise _by_hand(source, next(iter(keys))) from None
    after = parse(text, source.file)
    if after.problems or after.data != _expected(source.data, keys):
        raise _by_hand(source, next(iter(keys)))
    return text


def _expected(data: Data, keys: Mapping[str, Keys]) -> Data:
    """What the file says afterwards: all it said, and the new keys."""
    assert isinstance(data, dict)
    images = data["images"]
    assert isinstance(images, dict)
    changed = dict(images)
    for file, pairs in keys.items():
        old = images[file]
        read = parse("\n".join(f"{key}: {value}" for key, value in pairs.items())).data
        assert isinstance(read, dict)
        changed[file] = {**(old if isinstance(old, dict) else {}), **read}
    return {**data, "images": changed}


def _by_hand(source: Source, file: str) -> CharspecError:
    hint = "Write each picture and each of its keys on a line of its own, or put the keys there by hand."
    return CharspecError(
        "keys of its pictures cannot be added in place", source.where(("images", file)), hint, 1
    )

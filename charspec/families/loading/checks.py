"""A part of a base looked over before it is loaded: is it of this model, and are its weights whole?

Reads names, JSON and the first bytes of each file, so it costs milliseconds on any size of model.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from charspec.assembled import origin
from charspec.errors import CharspecError
from charspec.settings import base_names, load_base

_POINTER = b"version https://git-lfs"
_LONGEST_HEADER = 100_000_000
"""Bytes, as the format allows; what claims more is no such file."""


def check_folder(folder: Path, name: str) -> None:
    """Raise CharspecError if a pipeline folder's list of parts or its scheduler's settings cannot be read:
    what no part's own loading would find."""
    read_object(folder / "model_index.json", name)
    settings = folder / "scheduler" / "scheduler_config.json"
    if not settings.is_file():
        raise refused(f"the scheduler of {name} has no scheduler_config.json", settings.parent, name)
    read_object(settings, name)


def check_part(kind: Any, folder: Path, part: str, name: str) -> None:
    """Raise CharspecError if `folder/part` is not there, is of another class than `kind`, or lacks a file
    of its weights or a piece of one."""
    place = folder / part
    if not place.is_dir():
        raise refused(f"this folder has no {part}, and {name} needs one", folder, name)
    _check_class(kind, folder, part, name)
    indexed = sorted(place.glob("*.safetensors.index.json"))
    shards = {shard for index in indexed for shard in read_object(index, name)["weight_map"].values()}
    missing = sorted(shard for shard in shards if not (place / shard).is_file())
    if missing:
        lost = (
            f"{len(missing)} of {len(shards)} weights files of the {part} are missing: {', '.join(missing)}"
        )
        raise refused(lost, place, name)
    files = sorted(place.glob("*.safetensors"))
    if not files and not sorted(place.glob("*.bin")):
        raise refused(f"the {part} of {name} has no weights here: no .safetensors file", place, name)
    for file in files:
        check_whole(file, name)


def check_whole(file: Path, name: str) -> dict[str, Any]:
    """The header of a safetensors file: each tensor's shape, type and place, by its name; raises
    CharspecError if the file is no such file or shorter than its header says."""
    with file.open("rb") as stream:
        start = stream.read(8)
        if (start + stream.read(len(_POINTER) - 8)) == _POINTER:
            raise CharspecError(
                "this is a Git LFS pointer, not the weights it points to",
                where=str(origin(file)),
                hint="Run `git lfs pull` in that folder.",
                exit_code=1,
            )
        stream.seek(8)
        length, size = int.from_bytes(start, "little"), file.stat().st_size
        if size < 8 + length <= _LONGEST_HEADER:
            raise refused("this weights file is cut short, within its header", file, name)
        try:
            header = json.loads(stream.read(length)) if 8 + length <= size else None
        except ValueError:
            header = None
    if not isinstance(header, dict):
        raise refused("this is no safetensors file, or its beginning is lost", file, name)
    header.pop("__metadata__", None)
    ends = [int(entry["data_offsets"][1]) for entry in header.values()]
    wanted = 8 + length + max(ends, default=0)
    if size < wanted:
        raise refused(f"this weights file is cut short: {size:,} of {wanted:,} bytes are there", file, name)
    return header


def _check_class(kind: Any, folder: Path, part: str, name: str) -> None:
    path = folder / part / "config.json"
    if not path.is_file():
        raise refused(f"the {part} of {name} has no config.json", folder / part, name)
    config = read_object(path, name)
    if "_class_name" in config:
        found, wanted = str(config["_class_name"]), str(kind.__name__)
    elif kind.__name__.startswith("Auto"):
        return
    else:
        found, wanted = str(config.get("model_type")), str(kind.config_class.model_type)
    if found == wanted:
        return
    index = folder / "model_index.json"
    pipeline = read_object(index, name).get("_class_name") if index.is_file() else None
    fitting = [known for known in base_names() if load_base(known).pipeline == pipeline and known != name]
    raise CharspecError(
        f"these are not the weights of {name}: its {part} is a {wanted}, here is a {found}",
        where=str(origin(folder / part)),
        hint=f"This folder is a {pipeline}: take it with base={' or base='.join(fitting)}."
        if fitting
        else f"Name the folder of {name}: base.path=FOLDER.",
        exit_code=1,
    )


def read_object(path: Path, name: str) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise refused("this file is damaged: it is no JSON object", path, name)
    return found


def refused(message: str, where: Path, name: str) -> CharspecError:
    repository = load_base(name).repository if name in base_names() else None
    again = f"`hf download {repository} --local-dir FOLDER`" if repository else "install charspec again"
    return CharspecError(
        message, where=str(origin(where)), hint=f"Get the weights again: {again}.", exit_code=1
    )

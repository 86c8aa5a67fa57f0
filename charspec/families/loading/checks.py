"""A part of a base looked over before it is loaded: is it of this model, and are its weights whole?

Reads names, JSON and the first bytes of each file, so it costs milliseconds on any size of model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from charspec.assembled import origin
from charspec.errors import CharspecError
from charspec.estimate.folder import CLOSE
from charspec.estimate.sizes import size_of
from charspec.settings import base_names, load_base

_POINTER = b"version https://git-lfs"
_LONGEST_HEADER = 100_000_000
"""Bytes, as the format allows; what claims more is no such file."""


PARTS = ("text_encoder", "vae", "transformer")


def check_folder(folder: Path, name: str) -> None:
    """Raise CharspecError if a pipeline folder cannot be what the base needs: of another pipeline or size,
    its list of parts or its scheduler's settings damaged, a part or a file of weights missing or cut short.

    All of it before the first part is loaded, which takes minutes at the published size.
    """
    pipeline = read_object(folder / "model_index.json", name).get("_class_name")
    others = _others(pipeline, name)
    if others and name in base_names() and pipeline != load_base(name).pipeline:
        raise _another(f"this folder is a {pipeline}", folder, others)
    settings = folder / "scheduler" / "scheduler_config.json"
    if not settings.is_file():
        raise refused(f"the scheduler of {name} has no scheduler_config.json", settings.parent, name)
    read_object(settings, name)
    counted = [_check_weights(folder, part, name) for part in PARTS]
    if "quantization_config" in read_object(folder / "transformer" / "config.json", name):
        return  # packed: the number of its parameters is another
    others = [other for other in others if _is_size(other, counted[-1])]
    # A base of the user's own may be of any size, that of one charspec knows too.
    if size_of(name) and others and not _is_size(name, counted[-1]):
        raise _another(f"its transformer has {counted[-1] / 1e9:.1f} billion parameters", folder, others)


def check_part(kind: Any, folder: Path, part: str, name: str) -> None:
    """Raise CharspecError if `folder/part` is not there, is of another class than `kind`, or lacks a file
    of its weights or a piece of one."""
    _check_weights(folder, part, name)
    _check_class(kind, folder, part, name)


def _check_weights(folder: Path, part: str, name: str) -> int:
    """How many numbers the weights of a part hold, where all of them are there."""
    place = folder / part
    if not place.is_dir():
        raise refused(f"this folder has no {part}, and {name} needs one", folder, name)
    if not (place / "config.json").is_file():
        raise refused(f"the {part} of {name} has no config.json", place, name)
    read_object(place / "config.json", name)
    indexed = sorted(place.glob("*.safetensors.index.json"))
    shards = {shard for index in indexed for shard in read_object(index, name).get("weight_map", {}).values()}
    missing = sorted(shard for shard in shards if not (place / shard).is_file())
    if missing:
        lost = (
            f"{len(missing)} of {len(shards)} weights files of the {part} are missing: {', '.join(missing)}"
        )
        raise refused(lost, place, name)
    files = sorted(place.glob("*.safetensors"))
    if not files and not sorted(place.glob("*.bin")):
        raise refused(f"the {part} of {name} has no weights here: no .safetensors file", place, name)
    headers = [check_whole(file, name) for file in files]
    return sum(math.prod(entry["shape"]) for header in headers for entry in header.values())


def _others(pipeline: object, name: str) -> list[str]:
    """The bases but this one that have such a pipeline."""
    return [known for known in base_names() if load_base(known).pipeline == pipeline and known != name]


def _is_size(name: str, counted: int) -> bool:
    size = size_of(name)
    return size is not None and abs(counted - size.transformer.parameters) <= CLOSE * counted


def _another(why: str, folder: Path, others: Sequence[str]) -> CharspecError:
    hint = f"Take it with base={' or base='.join(others)}, or name the folder of the base."
    return CharspecError(f"this is the folder of another base: {why}", str(folder), hint, 1)


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
    fitting = _others(pipeline, name)
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

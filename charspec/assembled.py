"""A pipeline folder whose transformer lies elsewhere, in a single file as ComfyUI and others use it.

The two become one folder of links in the cache, so that all who read a pipeline folder (hashes, checks,
loading) see nothing new. Nothing is copied, and nothing of the user's is touched.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from charspec.cache import cache_dir
from charspec.errors import CharspecError

_PART = "transformer"
SINGLE_FILE = f"{_PART}/transformer.safetensors"
"""What the file is called in a lock, whatever it is called on a machine."""


def weights_folder(path: str | Path | None, transformer: str | Path | None) -> Path | None:
    """The folder of a base's weights: `path`, with the single file `transformer` in the place of its own
    where one is named; None if neither is.

    Raises CharspecError (exit 2) for a file that is none, that charspec does not read, or that has no folder.
    """
    folder = Path(path).expanduser() if path else None
    if transformer is None:
        return folder
    file = Path(transformer).expanduser()
    if folder is None:
        hint = (
            "Name the folder of the other parts as well: base.path=FOLDER (--base-path FOLDER where a LoRA "
            "is drawn). It needs no weights in transformer/: "
            "`hf download REPOSITORY --local-dir FOLDER --exclude 'transformer/*.safetensors'`."
        )
        raise CharspecError(f"base.transformer={file} is one part of a base", "command line", hint)
    _check(file, folder)
    wanted = {
        one.relative_to(folder): one
        for one in folder.rglob("*")
        if one.is_file() and one.relative_to(folder).parts[0] != _PART and not _hidden(one, folder)
    }
    wanted |= {Path(_PART, "config.json"): folder / _PART / "config.json", Path(SINGLE_FILE): file}
    name = hashlib.sha256(f"{folder.resolve()}\n{file.resolve()}".encode()).hexdigest()[:16]
    place = _home() / name
    _link(place, wanted)
    return place


def origin(path: Path) -> Path:
    """Where a file or a part of a base lies, for messages: the user's own place, not that of a link to it."""
    if _home() not in path.parents:
        return path
    config = path / "config.json"
    return path.readlink() if path.is_symlink() else config.readlink().parent if config.is_symlink() else path


def shown(folder: Path) -> str:
    """A folder of weights in words: the user's own places, if it is one of links."""
    if folder.parent != _home():
        return str(folder)
    index, file = folder / "model_index.json", folder / SINGLE_FILE
    return f"{index.readlink().parent if index.is_symlink() else folder} with {file.readlink()}"


def _home() -> Path:
    return cache_dir() / "bases"


def _check(file: Path, folder: Path) -> None:
    said = f"base.transformer={file}"
    if file.suffix.lower() == ".gguf":
        hint = "Take the same model as .safetensors in bf16; hardware.quantization=nf4 rounds it to 4 bits."
        raise CharspecError("charspec does not train on GGUF files", said, hint)
    if file.suffix != ".safetensors" or not file.is_file():
        is_no = "is no .safetensors file" if file.exists() else "is not there"
        raise CharspecError(f"{said} {is_no}", "command line", "Name one file, with its ending.")
    if not (folder / _PART / "config.json").is_file():
        hint = "It says how the transformer is built: get it from the base's repository, without the weights."
        raise CharspecError(f"base.path={folder} lacks transformer/config.json", "command line", hint)


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _link(place: Path, wanted: dict[Path, Path]) -> None:
    """Make `place` a folder of links, no more and no less than `wanted`."""
    try:
        for kept in [one for one in place.rglob("*") if one.is_symlink() or one.is_file()]:
            if kept.relative_to(place) not in wanted:
                kept.unlink()
        for name, source in wanted.items():
            link, target = place / name, source.absolute()
            if link.is_symlink() and link.readlink() == target:
                continue
            link.parent.mkdir(parents=True, exist_ok=True)
            new = link.with_name(f".{link.name}.{os.getpid()}")
            new.symlink_to(target)
            new.replace(link)
    except OSError as error:
        raise CharspecError(
            f"no links to the weights could be made: {error.strerror}",
            str(place),
            "Put the file into the folder transformer/ of base.path beside its config.json, in the place of "
            "the weights there; then base.transformer is not needed.",
            1,
        ) from error

"""Finding the model that the user named: a folder, or a repository of the hub."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from charspec.digests import file_sha256
from charspec.errors import CharspecError
from charspec.hub import snapshot, weights_sha256

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model"]
_WEIGHTS = "model.safetensors"
_INDEX = f"{_WEIGHTS}.index.json"


class Found(NamedTuple):
    """A model's folder and the name under which its figures are kept: `facebook/dinov2-base@0123456789ab`."""

    folder: Path
    name: str
    type: str
    """`model_type` of its config.json: dinov2, siglip, clip …"""


@lru_cache(maxsize=8)
def find_model(model: str) -> Found:
    """The folder of a model, downloaded if a repository is named that the hub's cache lacks.

    The name carries the commit, or of a local folder the start of a sha256 over its weights: figures of other
    weights are never taken for the same. Raises CharspecError (exit 2) where there is none, or where a file
    of it is missing.
    """
    path = Path(model).expanduser()
    if path.is_dir():
        kind = _checked(path, model)
        return Found(path, f"{path.resolve().name}@{_digest(path)}", kind)
    if path.exists():
        raise CharspecError(
            "is a file, not a model's folder",
            model,
            "Name the folder with config.json and model.safetensors.",
        )
    if not _REPOSITORY.fullmatch(model) or model.startswith("."):
        raise CharspecError(
            "there is no such folder, and this is no name on the hub",
            model,
            "Name a folder, or a repository such as facebook/dinov2-base.",
        )
    kept = snapshot(model)
    if kept is None or not (kept.folder / "config.json").is_file() or _lacking(kept.folder):
        _download(model)
        kept = snapshot(model)
    if kept is None:
        raise CharspecError("the hub's cache does not hold what was downloaded", model, exit_code=1)
    return Found(kept.folder, f"{model}@{kept.commit[:12]}", _checked(kept.folder, model))


def _download(model: str) -> None:
    from huggingface_hub import snapshot_download

    try:
        snapshot_download(model, allow_patterns=_WANTED, ignore_patterns=["*/*"])
    except (OSError, ValueError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise CharspecError(
            f"this model is not on this machine, and could not be had from the hub: {reason}",
            model,
            "Check the name and the network, or name a local folder of the model.",
        ) from None


def _checked(folder: Path, model: str) -> str:
    """The kind of model in a folder; CharspecError if something of it is missing."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        kind = config["model_type"]
    except FileNotFoundError:
        raise CharspecError(
            "is no model's folder: it has no config.json", model, "Name a folder in transformers' layout."
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        message = "its config.json is damaged, or names no model_type"
        raise CharspecError(message, str(folder), "Get the model again.") from None
    if lacking := _lacking(folder):
        pickled = not (folder / _INDEX).exists() and any(folder.glob("*.bin"))
        hint = "A .bin file is a pickle, which may run code, and is not read." if pickled else "Get it again."
        raise CharspecError(f"its weights are missing: {', '.join(lacking)}", str(folder), hint)
    return str(kind)


def _lacking(folder: Path) -> list[str]:
    """The files of weights that should be in a folder and are not."""
    return [name for name in _weights(folder) if not (folder / name).is_file()]


def _weights(folder: Path) -> list[str]:
    """The names of a model's files of weights, as its index lists them."""
    index = folder / _INDEX
    if not index.is_file():
        return [_WEIGHTS]
    try:
        return sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CharspecError("this list of weights is damaged", str(index), "Get the model again.") from None


def _digest(folder: Path) -> str:
    """Twelve digits that change with what a folder computes."""
    import hashlib

    parts = [file_sha256(folder / "config.json"), *(weights_sha256(folder / n) for n in _weights(folder))]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]

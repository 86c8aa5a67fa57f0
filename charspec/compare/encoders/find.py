"""Finding the model that the user named: a folder, or a repository of the hub."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from charspec.digests import file_sha256
from charspec.errors import CharspecError
from charspec.hub import snapshot, weights_sha256

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model"]
_WEIGHTS = "model.safetensors"
_INDEX = f"{_WEIGHTS}.index.json"
_PATCHED = ("siglip2",)
"""Kinds that take patches of pictures of any shape; the fixed sizes of SigLIP 2 call themselves siglip."""

Task = Literal["identity", "adherence"]


class Found(NamedTuple):
    """A model's folder and the name under which its figures are kept: `facebook/dinov2-base@0123456789ab`."""

    folder: Path
    name: str
    type: str
    """`model_type` of its config.json: dinov2, siglip, clip …"""
    sees: bool
    """Whether its configuration speaks of pictures."""
    reads: bool
    """Whether it speaks of pictures and of texts."""


_OF_PICTURES = ("vision_config", "image_size", "patch_size", "num_channels")


def require(found: Found, task: Task) -> None:
    """Raise CharspecError (exit 2) if a model cannot be for `task`; only its configuration is looked at."""
    if not found.sees:
        hint = "Name an encoder of pictures, such as facebook/dinov2-base."
        raise CharspecError(f"a {found.type} is no model of pictures", str(found.folder), hint)
    if found.type in _PATCHED:
        what = "takes patches of pictures in their own proportions, which is not supported"
        hint = "Take one with a fixed size, such as google/siglip2-base-patch16-224."
        raise CharspecError(f"a {found.type} {what}", str(found.folder), hint)
    if task == "adherence" and not found.reads:
        hint = "Name a CLIP or a SigLIP, such as google/siglip2-base-patch16-224."
        raise CharspecError(f"a {found.type} knows pictures but no texts", str(found.folder), hint)


@lru_cache(maxsize=8)
def find_model(model: str) -> Found:
    """The folder of a model, downloaded if a repository is named that the hub's cache lacks.

    The name carries the commit, or of a local folder the start of a sha256 over its weights: figures of other
    weights are never taken for the same. Raises CharspecError (exit 2) where there is none, or where a file
    of it is missing.
    """
    path = Path(model).expanduser()
    if path.is_dir():
        config = _checked(path, model)
        return _found(path, f"{path.resolve().name}@{_digest(path)}", config)
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
    return _found(kept.folder, f"{model}@{kept.commit[:12]}", _checked(kept.folder, model))


def _found(folder: Path, name: str, config: dict[str, Any]) -> Found:
    sees = any(key in config for key in _OF_PICTURES)
    return Found(folder, name, str(config["model_type"]), sees, sees and "text_config" in config)


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


def _checked(folder: Path, model: str) -> dict[str, Any]:
    """The configuration of a model; CharspecError if something of the model is missing."""
    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
        str(config["model_type"])
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
    return config


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

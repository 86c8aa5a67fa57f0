"""What the hub library's cache holds of a repository, read from its folders: no network, and without the
library.

Its layout is public: `models--ORG--NAME/refs/main` holds the commit that `main` was when it was last fetched,
`snapshots/COMMIT/` its files, as links to `blobs/` that are named by their hash: sha256 for large files.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from charspec.digests import file_sha256

_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_INDEXED = ".safetensors.index.json"
_WEIGHTS = (".safetensors", ".bin", ".gguf")
TRAINING_ADAPTER = "training_adapter.safetensors"
"""The training adapter of a step-distilled base, where its user put it into the base's own folder."""


class Snapshot(NamedTuple):
    """A commit of a repository, and the folder of its files."""

    commit: str
    folder: Path


def hub_cache() -> Path:
    """The folder that the hub library keeps repositories in: HF_HUB_CACHE, else HF_HOME/hub, else below the
    user's cache folder."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if given := os.environ.get(name):
            return Path(os.path.expandvars(given)).expanduser()
    home = os.environ.get("HF_HOME")
    if home is None:
        home = os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface")  # noqa: PTH118
    return Path(os.path.expandvars(home)).expanduser() / "hub"


def is_commit(revision: str | None) -> bool:
    """Whether a revision names one state for ever: a whole commit, not a branch, a tag or nothing."""
    return revision is not None and _COMMIT.fullmatch(revision) is not None


def snapshot(repository: str, revision: str | None = None) -> Snapshot | None:
    """What the cache holds of a repository at a commit, branch or tag (default: `main`); None if nothing."""
    folder = repository_folder(repository)
    commit = revision or "main"
    if not is_commit(commit):
        try:
            commit = (folder / "refs" / commit).read_text("ascii").strip()
        except (OSError, ValueError):
            return None
    found = folder / "snapshots" / commit
    return Snapshot(commit, found) if is_commit(commit) and found.is_dir() else None


def repository_folder(repository: str) -> Path:
    """Where the cache keeps a repository, whether it is there or not."""
    return hub_cache() / f"models--{repository.replace('/', '--')}"


def commit_of(folder: Path, repository: str) -> str | None:
    """The commit of a folder that is the cache's own snapshot of this repository; None for any other."""
    folder = folder.absolute()
    above = (folder.parent.name, folder.parent.parent.name)
    own = above == ("snapshots", repository_folder(repository).name)
    return folder.name if own and is_commit(folder.name) else None


def file_hashes(folder: Path, wanted: Callable[[str], bool] = lambda name: True) -> dict[str, str]:
    """sha256 of each file that is `wanted` below a folder of weights, by its path there, sorted; hidden files
    do not count.

    A blob of the cache that is named by its sha256 is taken at its word: tens of GB need not be read.
    """
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    shown = (name for name in sorted(found) if not any(part.startswith(".") for part in name.split("/")))
    return {name: weights_sha256(found[name]) for name in shown if wanted(name)}


def weights_sha256(file: Path) -> str:
    """sha256 of a file of weights: the name of its blob where that is one, else of what is in it."""
    blob = file.resolve()
    if blob.parent.name == "blobs" and _SHA256.fullmatch(blob.name):
        return blob.name
    return file_sha256(file)


def pipeline_hashes(folder: Path) -> dict[str, str]:
    """As `file_hashes`, of what is loaded from a pipeline folder: its list of components, their folders, and
    a training adapter. A repository has more, which one machine fetched and another did not, and pages and
    pictures are no weights."""
    parts = {"model_index.json", TRAINING_ADAPTER, *components(folder)}
    return file_hashes(folder, lambda name: name.split("/")[0] in parts)


def components(folder: Path) -> list[str]:
    """The components that a pipeline folder says it has, by their folders, sorted."""
    index = _json(folder / "model_index.json") or {}
    return sorted(
        name
        for name, value in index.items()
        if not name.startswith("_") and isinstance(value, list) and value and value[0] is not None
    )


def missing_files(folder: Path) -> list[str]:
    """What a pipeline folder lacks, by what its own lists name: components of model_index.json, shards of
    their weights, and the weights of a component that has only its configuration. Empty if nothing does."""
    if _json(folder / "model_index.json") is None:
        return ["model_index.json"]
    gone = [f"{name}/" for name in components(folder) if not (folder / name).is_dir()]
    for listed in sorted(folder.glob(f"*/*{_INDEXED}")):
        shards = (_json(listed) or {}).get("weight_map")
        names = sorted({str(name) for name in shards.values()}) if isinstance(shards, dict) else []
        gone += [f"{listed.parent.name}/{name}" for name in names if not (listed.parent / name).is_file()]
    for name in components(folder):
        if (folder / name / "config.json").is_file() and not _has_weights(folder / name):
            gone.append(f"{name}/*.safetensors")
    return gone


def _has_weights(folder: Path) -> bool:
    return any(next(folder.glob(f"*{ending}"), None) for ending in (*_WEIGHTS, _INDEXED))


def _json(path: Path) -> dict[str, object] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None

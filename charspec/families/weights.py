"""Where the weights of a base lie: inside the package, in a folder the user names, or on the hub."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from charspec.assembled import SINGLE_FILE, origin
from charspec.errors import CharspecError
from charspec.fetch import fetching
from charspec.hub import TRAINING_ADAPTER, is_commit, missing_files, snapshot, weights_sha256
from charspec.plan import BasePlan

EMBEDDED = "charspec"
EMBEDDED_FOLDER = Path(__file__).resolve().parent.parent / "tiny" / "weights"
HASHED_WHOLE = 256 * 2**20
"""Files up to this size count by their content; larger ones by name, size and time of change, to spare
minutes."""


def find_weights(base: BasePlan, path: Path | None) -> Path:
    """The pipeline folder of a base: `path`, else `CHARSPEC_BASE_PATH`, else the package's or the hub's.

    Raises CharspecError if it is no pipeline folder or holds other files than the plan was made for.
    """
    given = path or (Path(os.environ["CHARSPEC_BASE_PATH"]) if "CHARSPEC_BASE_PATH" in os.environ else None)
    if given is not None:
        folder = given
    elif base.repository == EMBEDDED:
        folder = EMBEDDED_FOLDER
    else:
        folder = _download(base)
    if not (folder / "model_index.json").is_file():
        raise CharspecError(
            f"these are no weights of {base.name}: there is no model_index.json",
            where=str(folder),
            hint="Install charspec again: its own weights are missing."
            if folder == EMBEDDED_FOLDER
            else "Name a diffusers pipeline folder, or leave base.path away to use the base's own.",
            exit_code=2 if given is not None else 1,
        )
    _check(base, folder)
    return folder


def find_training_adapter(base: BasePlan, path: Path | None) -> Path | None:
    """The file of the LoRA that is on while this base is trained; None if it needs none.

    A file `training_adapter.safetensors` in the base's own folder comes before the hub's, and the plan knows
    it by its hash as it knows the others there. Raises CharspecError if neither can be had.
    """
    if base.training_adapter is None:
        return None
    beside = find_weights(base, path) / TRAINING_ADAPTER
    if beside.is_file():
        return beside
    from huggingface_hub import hf_hub_download

    repository, _, file = base.training_adapter.rpartition("/")
    kept = snapshot(repository)
    if kept is not None and (kept.folder / file).is_file():
        return kept.folder / file  # the same command again gives the same run, also without a network
    try:
        with fetching(f"the training adapter of {base.name}", repository, file):
            return Path(hf_hub_download(repository, file))
    except CharspecError as error:
        error.where = str(beside.parent)
        error.hint = (
            f"Put the file {file} into that folder as {TRAINING_ADAPTER}, or train another base: "
            f"training on {base.name} without it undoes its distillation."
        )
        raise


def _download(base: BasePlan) -> Path:
    kept = snapshot(base.repository, base.revision)
    if kept is not None and missing_files(kept.folder):
        kept = None
    if kept is not None and is_commit(base.revision):
        return kept.folder  # whole, and a commit never changes: nothing to ask the hub about
    from diffusers import DiffusionPipeline

    try:
        with fetching(f"the weights of {base.name}", base.repository, "model_index.json", base.revision):
            return Path(DiffusionPipeline.download(base.repository, revision=base.revision))
    except CharspecError:
        if kept is not None:
            return kept.folder
        raise


def _check(base: BasePlan, folder: Path) -> None:
    for name, sha256 in base.files.items():
        file = folder / name
        if not file.is_file():
            if is_commit(base.revision):  # of the hub: not every machine fetched the same files of it
                continue
            raise CharspecError(
                "a weights file of the base is missing",
                where=str(origin(file)),
                hint=_gone(name),
                exit_code=1,
            )
        if weights_sha256(file) != sha256:
            raise CharspecError(
                f"this is not the file of {base.name} that the plan was made for",
                where=str(origin(file)),
                hint="Give the folder that the plan was made for (base.path=FOLDER), or compile again.",
                exit_code=1,
            )


def _gone(name: str) -> str:
    if name == SINGLE_FILE:
        return (
            "Its transformer was a single file: name that as well, by base.transformer=FILE, or by "
            "--base-transformer FILE where a LoRA is drawn."
        )
    return "Get it again."


def is_rounded(folder: Path) -> bool:
    """Whether a part of this pipeline folder was saved in rounded weights (nf4, int8 …)."""
    return any(b'"quantization_config"' in file.read_bytes() for file in folder.glob("*/config.json"))


def file_sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(*folders: Path) -> str:
    """sha256 over the files of some folders: changes whenever their weights or settings do."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(entry for entry in folder.rglob("*") if entry.is_file()):
            status = file.stat()
            small = status.st_size <= HASHED_WHOLE
            content = file_sha256(file) if small else f"{status.st_size} {status.st_mtime_ns}"
            digest.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()

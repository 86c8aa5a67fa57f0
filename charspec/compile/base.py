"""Which weights a plan is for: a commit of the hub's repository, or the hashes of files that are here.

Nothing is fetched, and nothing guessed. What is known is kept: a revision in the lock beside the spec stays
there until it is changed on purpose, as in any lock file. So a plan does not depend on what one machine has
in its cache, and everybody who has the lock trains on the same weights.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from charspec.assembled import weights_folder
from charspec.errors import CharspecError
from charspec.hub import commit_of, file_hashes, pipeline_hashes, snapshot
from charspec.plan import BasePlan
from charspec.settings import Base

EMBEDDED = Path(__file__).parents[1] / "tiny" / "weights"
"""The pipeline folder of the base inside this package."""


class Pin(BaseModel):
    """The weights that a lock names; the rest of it is of no interest here."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    repository: str
    revision: str | None
    files: dict[str, str]


def read_pin(lock: Path) -> Pin | None:
    """The weights a lock file names; None if there is no such file, or it is damaged and will be written
    anew."""
    try:
        base = json.loads(lock.read_bytes())["plan"]["train"]["base"]
        return Pin.model_validate(base)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def identify(base: Base, pin: Pin | None) -> tuple[str | None, dict[str, str]]:
    """Revision and sha256 per file of a base, as far as they are known.

    The embedded base and a local folder (`base.path`) are known by their files. A local copy of the very
    files that `pin` lists is what `pin` names. Raises CharspecError if `base.path` is no folder with weights.
    """
    if base.repository is None and base.path is None and base.transformer is None:
        return None, file_hashes(EMBEDDED)
    if pin is not None and pin.repository != base.repository:
        pin = None
    folder = weights_folder(base.path, base.transformer)
    if folder is not None:
        return _of_folder(base, folder, pin)
    revision = base.revision or (pin.revision if pin else None)
    return revision, pin.files if pin and pin.revision == revision else {}


def pin_cached(base: BasePlan) -> BasePlan:
    """The base at the commit that the hub library's cache holds, with its files; raises CharspecError (exit
    1) if it holds none."""
    found = snapshot(base.repository, base.revision)
    if found is None:
        at = f" at {base.revision}" if base.revision else ""
        raise CharspecError(
            f"the revision of {base.name} is not known here: {base.repository}{at} is not in the cache of "
            "the hub library",
            hint="Train once, or fetch it: `hf download "
            f"{base.repository}`. Or name the commit: base.revision=COMMIT.",
            exit_code=1,
        )
    return base.model_copy(update={"revision": found.commit, "files": pipeline_hashes(found.folder)})


def _of_folder(base: Base, folder: Path, pin: Pin | None) -> tuple[str | None, dict[str, str]]:
    if base.revision is not None:
        raise CharspecError(
            "base.path and base.revision exclude each other",
            "command line",
            "A folder is known by the sha256 of its files, a repository by its revision: keep one.",
        )
    if not any(folder.glob("*/*.safetensors")):
        is_no = "holds no weights" if folder.is_dir() else "is no folder"
        fetch = f"`hf download {base.repository} --local-dir FOLDER`" if base.repository else "a download"
        hint = f"Give the folder of a pipeline, as {fetch} makes it, with transformer/*.safetensors."
        hint += " base=tiny trains the embedded base, to try a set without a download."
        raise CharspecError(f"base.path={base.path} {is_no}", "command line", hint)
    files = pipeline_hashes(folder) or file_hashes(folder)
    if pin is not None and pin.files and pin.files.items() <= files.items():
        return pin.revision, pin.files
    return (commit_of(folder, base.repository) if base.repository else None), files

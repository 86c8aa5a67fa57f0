"""Who said each setting of a run: read afresh from the spec beside it, if that still compiles to its plan."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from charspec.errors import CharspecError

TRIED = 5
"""Specs beside a run that are compiled to find its own: each takes some tenths of a second."""


def origins_of(run: Path) -> dict[str, str]:
    """The key that sets a value → who said it: `character.yaml:31:11`, `guide (conf/preset/guide.yaml:6)`.

    Nothing where no spec beside the run compiles to the plan it trained: what the command line overrode is
    not known afterwards."""
    from charspec.compare.folder import open_run, spec_folder
    from charspec.compile import compile_spec

    lock = open_run(run)
    for spec in _specs(spec_folder(run)):
        try:
            compiled = compile_spec(spec)
        except CharspecError:
            continue
        if compiled.lock.hashes.train == lock.hashes.train:
            origins = {key: _at_home(origin.origin, spec) for key, origin in compiled.origins.items()}
            same_samples = compiled.lock.hashes.samples == lock.hashes.samples
            return {key: who for key, who in origins.items() if same_samples or not _of_samples(key)}
    return {}


def _at_home(origin: str, spec: Path) -> str:
    """The place without the folders of this machine: a page is shown to others."""
    return origin.replace(f"{spec.parent}{os.sep}", "")


def _of_samples(key: str) -> bool:
    return key.startswith(("sampling", "tests"))


def _specs(folder: Path) -> Iterator[Path]:
    """The files of a folder that say they are specs."""
    found = (path for path in sorted(folder.glob("*.y*ml")) if path.is_file())
    specs = (path for path in found if b"charspec/1" in path.read_bytes()[:4096])
    yield from (path for path, _ in zip(specs, range(TRIED), strict=False))

"""Runs that are looked at while they may change: the page as it is now, and how to know that it is not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from charspec.choice import Choice
from charspec.compare.picking import choose
from charspec.compare.report import Origins, gather_page, render
from charspec.compare.serving.files import Files
from charspec.errors import CharspecError

RECORDS = (
    "character.lock.json",
    "epochs.jsonl",
    "scores.jsonl",
    "release.yaml",
    "lint.json",
    "DONE.json",
)
"""What a page is made of besides pictures, which come with a line of a record."""


class Watched:
    """The runs of one page. `epochs` and `origins` are those of `charspec.compare.write_report`."""

    def __init__(
        self,
        runs: Sequence[Path],
        epochs: tuple[int, int] | None = None,
        origins: Origins | None = None,
    ) -> None:
        self.runs = tuple(runs)
        self.files = Files()
        self._epochs, self._origins = epochs, origins
        self._guard = Lock()
        self._shown: tuple[str, str, str] | None = None

    def version(self) -> str:
        """Another text whenever a record of a run has changed, come or gone."""
        seen = hashlib.sha256()
        for run in self.runs:
            for name in RECORDS:
                try:
                    stat = (run / name).stat()
                    seen.update(f"{name} {stat.st_mtime_ns} {stat.st_size}\n".encode())
                except FileNotFoundError:
                    seen.update(f"{name} -\n".encode())
        return seen.hexdigest()[:16]

    def page(self) -> tuple[str, str]:
        """The page as the runs are now, and its content security policy; raises CharspecError where a record
        is broken."""
        # The version is taken first: what changes while the page is made makes it out of date, not unseen.
        version = self.version()
        with self._guard:
            if self._shown is None or self._shown[0] != version:
                page = gather_page(self.runs, self.files.link, self._epochs, self._origins, served=True)
                self._shown = (version, *render(page, version))
            return self._shown[1:]

    def pick(self, run: int, epoch: int, because: str) -> Choice:
        """Write a person's choice of an epoch of the run in this place; raises CharspecError, and writes
        nothing, where that cannot be released."""
        if not 0 <= run < len(self.runs):
            raise CharspecError("the page has no such run", hint="Reload it.", exit_code=1)
        with self._guard:
            return choose(self.runs[run], epoch, "person", because)

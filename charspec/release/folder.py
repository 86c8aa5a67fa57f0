"""The release folder as a whole: there, or not there; never half of one, never over what somebody changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from charspec.errors import CharspecError
from charspec.release.record import FILE, read_record

_OTHER = "Name another folder with --out."


@contextlib.contextmanager
def being_built(out: Path, replace: bool) -> Iterator[Path]:
    """An empty folder beside `out` that takes its name when the block ends well, and is removed otherwise.

    With `replace` a release that lies there gives way at that moment, not before. Raises CharspecError
    (exit 1) if `out` is taken: see `check_free`.
    """
    check_free(out, replace)
    out.parent.mkdir(parents=True, exist_ok=True)
    growing = out.with_name(f".{out.name}.{os.getpid()}.partial")
    former = out.with_name(f".{out.name}.{os.getpid()}.former")
    shutil.rmtree(growing, ignore_errors=True)
    growing.mkdir()
    try:
        yield growing
        check_free(out, replace)
        if out.exists():
            out.rename(former)
        try:
            growing.rename(out)
        except OSError:
            if former.exists():
                former.rename(out)
            raise
    finally:
        shutil.rmtree(growing, ignore_errors=True)
        if out.exists():
            shutil.rmtree(former, ignore_errors=True)


def check_free(out: Path, replace: bool) -> None:
    """Raise CharspecError unless a release may be put at `out`: nothing or an empty folder is there or, with
    `replace`, a release whose files are all as `finalize` wrote them."""
    if out.is_dir() and not any(out.iterdir()):
        return
    if not out.exists():
        return
    if not out.is_dir():
        raise CharspecError("there is a file of this name", str(out), _OTHER, 1)
    if not (out / FILE).is_file():
        raise CharspecError(
            "there is a folder already, and it is no release: it is left alone", str(out), _OTHER, 1
        )
    if not replace:
        hint = f"Add --replace to build it anew. {_OTHER}"
        raise CharspecError("there is a release already", str(out), hint, 1)
    changed = changed_files(out)
    if changed:
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        raise CharspecError(
            f"files here were changed or added since: {', '.join(changed[:3])}{more}",
            str(out),
            f"Move them away first, so that none is lost. {_OTHER}",
            1,
        )


def changed_files(folder: Path) -> list[str]:
    """The files of a release folder that are not as its release.json says, those that it does not know
    included; a missing one is not among them."""
    known = read_record(folder).files
    return sorted(
        name for name, digest in file_hashes(folder).items() if name != FILE and known.get(name) != digest
    )


def file_hashes(folder: Path) -> dict[str, str]:
    """Every file below a folder, POSIX path relative to it → sha256."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

"""`charspec catalog`: one page of all released characters below a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from charspec.errors import CharspecError

HELP = """Write one offline page of all releases below a folder, for teammates who look for a character:
thumbnail, trigger to copy, description, tags, base, licence; with a search."""
EXAMPLES = """examples:
  charspec catalog releases/                     writes releases/catalog.html
  charspec catalog /studio/characters --out characters.html

A release is a folder that `charspec finalize` built; broken ones are named and left out."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="searched for releases, with what is below")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to (default: DIR/catalog.html)")
    parser.add_argument("--title", metavar="WORDS", help="of the page (default: the folder's name)")


def run(options: argparse.Namespace) -> int:
    from charspec.release.catalog import collect, render
    from charspec.writing import write_atomically

    folder: Path = options.folder
    out: Path = options.out or folder / "catalog.html"
    if not folder.is_dir():
        raise CharspecError("no such folder", str(folder), "Name one that holds releases.")
    _check_out(out)
    entries, broken = collect(folder)
    for one in broken:
        print(f"note: {one.folder} is left out: {one.why}", file=sys.stderr)
    if not entries:
        hint = "`charspec finalize RUN` builds one."
        what = "no whole release" if broken else "no release"
        raise CharspecError(f"{what} lies below this folder", str(folder), hint, 1)
    for entry in entries:
        if entry.same_trigger:
            also = ", ".join(entry.same_trigger)
            print(f"note: {entry.record.trigger} in {entry.folder} also calls {also}", file=sys.stderr)
    title = options.title or folder.resolve().name or "characters"
    write_atomically(out, render(title, entries, broken, out.absolute().parent).encode())
    print(out)
    return 0


def _check_out(out: Path) -> None:
    """Raise CharspecError unless a page may be put there: nothing, or a catalog of an earlier run."""
    from charspec.release.catalog.page import GENERATOR

    if out.is_dir() or not out.absolute().parent.is_dir():
        what = "is a folder" if out.is_dir() else "its folder is not there"
        raise CharspecError(what, str(out), "Give --out the path of a file in a folder that exists.")
    if out.exists() and f'content="{GENERATOR}"'.encode() not in out.read_bytes()[:20_000]:
        hint = "Choose another name for --out."
        raise CharspecError("there is a file already, and it is no catalog", str(out), hint, 1)

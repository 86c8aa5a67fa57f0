"""The spec of a run, changed as `charspec retrain` proposes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.compare.retraining import Advised, Setting
    from charspec.source.change import Change


def spec_of(folder: Path) -> Path:
    """The spec that a run came from; CharspecError (exit 2) where none, or more than one, may be it."""
    from charspec.plan import read_lock
    from charspec.release.facts import LOCK, find_specs, spec_folder

    found = find_specs(folder, read_lock(folder / LOCK))
    if len(found) == 1:
        return _as_called(found[0])
    where = str(spec_folder(folder))
    if not found:
        raise CharspecError("no spec of this character lies here", where, "Name it: --spec FILE.")
    names = ", ".join(file.name for file in found)
    raise CharspecError(f"several specs are this character's: {names}", where, "Name one: --spec FILE.")


def _as_called(spec: Path) -> Path:
    """A path below the working folder as it is seen from there, so that the diff applies there."""
    here = Path.cwd().resolve()
    return spec.relative_to(here) if spec.is_relative_to(here) else spec


def settable(spec: Path, wanted: tuple[Setting, ...]) -> tuple[Setting, ...]:
    """Without the repeats of pictures that have no entry of their own, which are named on stderr."""
    from charspec.source import read

    values = read(spec).values
    scanned = [one.path[1] for one in wanted if one.path[0] == "images" and one.path[:2] not in values]
    if scanned:
        names = ", ".join(map(str, scanned))
        print(f"note: {spec} scans a folder: to show {names} less often, list the pictures.", file=sys.stderr)
    return tuple(one for one in wanted if one.path[0] != "images" or one.path[1] not in scanned)


def change_of(spec: Path, wanted: tuple[Setting, ...], folder: Path) -> Change:
    """The spec's file before and after; nothing is written. `folder` is the run that comments name."""
    from charspec.compare.retraining import edited
    from charspec.source import parse
    from charspec.source.change import Change

    before = spec.read_bytes().decode("utf-8")
    source = parse(before.removeprefix("\ufeff"), str(spec))
    mark = "\ufeff" if before.startswith("\ufeff") else ""
    after = mark + edited(source, wanted, folder.resolve().name)
    return Change(str(spec), spec, before, after, len(wanted))


def write(change: Change, advised: Advised, wanted: tuple[Setting, ...], folder: Path) -> None:
    """Change the spec, and leave in the run's folder what was changed and which run that leads to."""
    from charspec.compare.folder import open_run
    from charspec.compare.retraining import Retraining, SpecChange, write_record
    from charspec.compile import compile_spec

    change.write()
    child: str | None
    try:
        child = compile_spec(change.path).lock.hashes.run
    except CharspecError as error:
        print(f"note: the changed spec does not compile: {error.message}", file=sys.stderr)
        child = None
    record = Retraining(
        run=open_run(folder).hashes.run,
        epoch=advised.epoch,
        spec=change.path.name,
        reasons=tuple(f"{one.evidence} {one.do}" for one in advised.advice),
        changes=tuple(SpecChange(path=tuple(map(str, one.path)), was=one.was, to=one.to) for one in wanted),
        child=child,
    )
    print(f"{change.file} is changed; {write_record(folder, record)} records why.", file=sys.stderr)
    print(f"Next: charspec train {change.file}", file=sys.stderr)

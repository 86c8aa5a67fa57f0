"""`charspec doctor`: what this machine has, what would not work and why, and whether bytes may differ."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charspec.doctor.document import AgainstChange, DoctorDocument
    from charspec.records import Environment

HELP = """Say what this machine has for charspec: versions, GPU, where the weights of each base lie, caches;
what would not work and why, and what to do. Imports no torch and changes nothing."""
EXAMPLES = """examples:
  charspec doctor
  charspec doctor --against runs/vendalixia/3f2a9c41d07b    would this machine give the same bytes?
  charspec doctor --against env.json --format json

exit codes: 0 all is well (or the bytes would be the same), 1 there is a problem (or they may differ)"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--against",
        type=Path,
        metavar="RUN|FILE",
        help="compare with the env.json of a run, by its folder or file",
    )
    parser.add_argument("-f", "--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    if options.against is not None:
        return _against(options.against, options.format == "json")
    from charspec.doctor import examine

    found = examine()
    if options.format == "json":
        print(found.model_dump_json(indent=2))
    else:
        print("\n".join(_text(found)))
    return int(any(advice.level == "problem" for advice in found.advice))


def _text(found: DoctorDocument) -> Iterator[str]:
    environment = found.environment
    memory = f", {found.memory_gb:.0f} GB" if found.memory_gb else ""
    yield f"charspec {environment.charspec}, Python {environment.python}, {environment.platform}"
    yield f"CPU      {environment.cpu} ({environment.instructions or 'unknown instructions'}){memory}"
    for gpu in found.gpus:
        yield f"GPU      {gpu.name}, {gpu.memory_gb:.0f} GB, driver {gpu.driver}"
    if not found.gpus:
        yield "GPU      none that nvidia-smi lists"
    torch = environment.packages.get("torch")
    built = f"built for CUDA {environment.cuda}" if environment.cuda else "a build for CPUs"
    yield f"torch    {f'{torch}, {built}' if torch else 'not installed'}"
    yield "\npackages"
    for extra in found.extras:
        if extra.name == "dev":
            continue
        names = ", ".join(f"{name} {version}" for name, version in extra.installed.items()) or "none"
        lacking = f"; missing: {', '.join(extra.missing)}" if extra.missing else ""
        yield from _wrapped(extra.name, f"{names}{lacking}")
    yield "\nweights"
    places = {
        "package": "in the package",
        "cache": "in the hub's cache",
        "partly": "in part",
        "nowhere": "not here",
    }
    for base in found.bases:
        size = f", {_size(base.gigabytes)}" if base.gigabytes else ""
        commit = f" at {base.commit[:12]}" if base.commit else ""
        source = f"{base.repository}{commit}" if base.repository else "charspec"
        yield f"  {base.name:<17}{places[base.where]}{size}  {source}  ({base.license})"
    yield "\ncaches"
    for cache in found.caches:
        free = f", {cache.free_gigabytes:,.0f} GB free" if cache.free_gigabytes is not None else ""
        inside = ":" in cache.name
        where = "" if inside else f"  {cache.folder}{free}"
        name = f"  {cache.name.partition(': ')[2]}" if inside else cache.name
        yield f"  {name:<17}{_size(cache.gigabytes)} in {cache.files:,} files{where}"
    if found.notify:
        yield f"\nnotify   {', '.join(found.notify.services)} ({found.notify.where})"
    yield from _advice(found)


def _advice(found: DoctorDocument) -> Iterator[str]:
    problems = [advice for advice in found.advice if advice.level == "problem"]
    notes = [advice for advice in found.advice if advice.level == "note"]
    for title, listed in (("problems", problems), ("to know", notes)):
        if listed:
            yield f"\n{title}"
            for advice in listed:
                yield f"  {advice.what}\n    {advice.next}"
    if not problems:
        yield "\nno problem found; `charspec compile SPEC --dry-run` says what a training takes"


def _wrapped(name: str, text: str, width: int = 100) -> Iterator[str]:
    import textwrap

    lines = textwrap.wrap(text, width - 17)
    yield f"  {name:<15}{lines[0]}"
    yield from (f"  {'':<15}{line}" for line in lines[1:])


def _size(gigabytes: float) -> str:
    return f"{gigabytes:.1f} GB" if gigabytes >= 1 else f"{gigabytes * 1024:.1f} MB"


def _against(path: Path, as_json: bool) -> int:
    from charspec.doctor import this_machine
    from charspec.doctor.document import AgainstChange, AgainstDocument
    from charspec.environment import environment_changes, may_change_bytes
    from charspec.records import read_environment

    if path.is_dir() and not (path / "env.json").is_file():
        from charspec.errors import CharspecError

        hint = "Give the folder that `charspec train` names, below runs/ beside the spec, or an env.json."
        raise CharspecError("is not the folder of a run: it has no env.json", str(path), hint)
    before = read_environment(path) if path.is_dir() else _read(path)
    changes = environment_changes(before, this_machine(), trained=False)
    rows = tuple(
        AgainstChange(
            path=change.path,
            before=_value(change.before),
            here=_value(change.after),
            bytes_may_differ=may_change_bytes(change),
        )
        for change in changes
    )
    differ = any(row.bytes_may_differ for row in rows)
    if as_json:
        document = AgainstDocument(against=str(path), changes=rows, bytes_may_differ=differ)
        print(document.model_dump_json(indent=2))
    else:
        print("\n".join(_comparison(path, rows, differ)))
    return int(differ)


def _read(path: Path) -> Environment:
    from charspec.documents import read_document
    from charspec.records import Environment

    return Environment.model_validate(read_document(path, "environment"))


def _value(value: object) -> str | None:
    from charspec.changes import ABSENT

    return None if value is None or value is ABSENT else str(value)


def _comparison(path: Path, rows: Sequence[AgainstChange], differ: bool) -> Iterator[str]:
    width = max((len(str(row.path[-1])) for row in rows), default=0)
    for row in rows:
        meant = "" if row.bytes_may_differ else "  (not known to change bytes)"
        yield f"  {row.path[-1]!s:<{width}}  {row.before or 'none'} → {row.here or 'none'}{meant}"
    if differ:
        yield f"The same plan may give other bytes here than in {path}{os.sep if path.is_dir() else ''}."
        yield "Its pictures will look alike; take the same versions and hardware for the same sha256."
    elif rows:
        yield "Nothing that bytes are known to depend on differs: the same plan gives the same bytes here."
    else:
        yield "No difference: the same plan gives the same bytes here."

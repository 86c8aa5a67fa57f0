"""`charspec diff`: what differs between two specs, locks or runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from charspec.changes import Change
from charspec.cli import configuring
from charspec.errors import CharspecError
from charspec.plan import Lock, read_lock
from charspec.records import Environment, read_environment

HELP = """Show what differs between two specs, locks or runs, in any combination: settings, pictures and
captions, the base, and of two runs the environment they were trained in. A spec is compiled afresh."""
EXAMPLES = """examples:
  charspec diff character.lock.json character.yaml        what changed since it was locked
  charspec diff runs/vendalixia/3f2a9c41d07b runs/vendalixia/b81d02ce9f17
  charspec diff runs/vendalixia/3f2a9c41d07b character.yaml --format json

exit codes, as of diff: 0 equal, 1 different, 2 one of them cannot be read"""

SPECS = (".yaml", ".yml")
LOCK = "character.lock.json"
SPEC = "character.yaml"


@dataclass(frozen=True)
class _Side:
    """One of the two: its lock, the environment of a run, and who says its values if it is a spec."""

    name: str
    lock: Lock
    environment: Environment | None
    origin: Callable[[Change], str | None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    for name in ("a", "b"):
        parser.add_argument(
            name, type=Path, metavar=name.upper(), help="a spec, a lock, or the folder of a run"
        )
    parser.add_argument("-f", "--format", choices=("text", "json"), default="text", help="default: text")
    configuring.add_config_dir(parser)


def run(options: argparse.Namespace) -> int:
    from charspec.compile import lock_changes
    from charspec.environment import environment_changes

    before, after = (_read(path, options.config_dir) for path in (options.a, options.b))
    changes = lock_changes(before.lock, after.lock)
    if before.environment and after.environment:
        changes += environment_changes(before.environment, after.environment)
    elif before.environment or after.environment:
        only = before.name if before.environment else after.name
        print(f"note: environments are not compared: only {only} is a run", file=sys.stderr)
    if options.format == "json":
        _print_json(before, after, changes)
    elif changes:
        from charspec.cli.changes import changes_text

        print(f"--- {before.name}\n+++ {after.name}\n{changes_text(changes, after.origin)}", end="")
    else:
        print(f"{before.name} and {after.name} are equal")
    return 1 if changes else 0


def _print_json(before: _Side, after: _Side, changes: list[Change]) -> None:
    from charspec.changes import DiffDocument, as_document

    document = DiffDocument(
        a=before.name,
        b=after.name,
        equal=not changes,
        changes=tuple(as_document(change, after.origin(change)) for change in changes),
    )
    print(document.model_dump_json(indent=2))


def _read(path: Path, config_dirs: Sequence[Path]) -> _Side:
    """Whatever the path is; trouble exits 2, since 1 says that two readable things differ."""
    try:
        return _side(path, config_dirs)
    except CharspecError as error:
        error.exit_code = 2
        raise


def _side(path: Path, config_dirs: Sequence[Path]) -> _Side:
    if path.is_dir():
        if (path / LOCK).is_file() and not (path / SPEC).is_file():
            environment = read_environment(path) if (path / "env.json").is_file() else None
            return _Side(str(path), read_lock(path / LOCK), environment, lambda change: None)
        if not (path / SPEC).is_file():
            hint = f"A run has a {LOCK}, the folder of a spec a {SPEC}: name one of those, or a file."
            raise CharspecError("this folder is neither a run nor that of a spec", str(path), hint)
        path = path / SPEC
    if path.suffix in SPECS:
        return _compiled(path, config_dirs)
    return _Side(str(path), read_lock(path), None, lambda change: None)


def _compiled(path: Path, config_dirs: Sequence[Path]) -> _Side:
    from charspec.compile import compile_spec, origin_of

    compiled = compile_spec(path, config_dirs=config_dirs)
    return _Side(str(path), compiled.lock, None, lambda change: origin_of(compiled, change.path))

"""`charspec compile`: the plan of a spec as a lock file, its state, or where its values came from."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import configuring
from charspec.cli.enhancing import enhance_first
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.compile import Compiled

HELP = "Resolve a spec, the groups of conf/ and overrides into a plan, and write it as NAME.lock.json."
EXAMPLES = """examples:
  charspec compile character.yaml                    write character.lock.json beside the spec
  charspec compile character.yaml train.epochs=12    with other settings
  charspec compile character.yaml base=tiny --dry-run
  charspec compile character.yaml --check            is the committed lock still true? (exit 1 if not)
  charspec compile character.yaml --pin              lock the weights of the base that were fetched
  charspec compile character.yaml --explain train    where each value below `train` comes from"""

_ALL = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    configuring.add_arguments(parser)
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--check", action="store_true", help="compare with the lock that is there; write none")
    modes.add_argument(
        "--explain",
        nargs="?",
        const=_ALL,
        metavar="KEY",
        help="print where each value comes from; write none",
    )
    modes.add_argument("--dry-run", action="store_true", help="print what would train; write none")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="of --dry-run (default: text)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="the lock file (default: beside the spec)")
    parser.add_argument(
        "--pin",
        action="store_true",
        help="write the commit of the base that is in the hub library's cache, and the sha256 of its files; "
        "later locks keep it, until --pin again or base.revision=null",
    )


def run(options: argparse.Namespace) -> int:
    from charspec.compile import compile_spec

    configuring.arrange(options)
    enhance_first(options.spec)
    compiled = compile_spec(options.spec, options.overrides, options.config_dir, kept=options.out)
    if options.pin:
        compiled = compiled.pinned()
    if configuring.look(options, compiled):
        return 0
    for note in compiled.notes:
        print(f"note: {note}", file=sys.stderr)
    if options.explain is not None:
        return _explain(compiled, options.explain)
    if options.dry_run:
        return _dry_run(compiled, options.format)
    path = options.out or options.spec.with_suffix(".lock.json")
    if path.suffix != ".json":  # so that no spec, caption or picture is ever overwritten
        raise CharspecError("a lock is a .json file", str(path), "Give --out a name that ends in .lock.json.")
    if options.check:
        return _check(compiled, path, options.spec)
    return _write(compiled, path)


def _write(compiled: Compiled, path: Path) -> int:
    text = compiled.lock_text.encode()
    state = "written"
    if path.is_file() and path.read_bytes() == text:
        state = "up to date"
    else:
        _replace(path, text)
    print(f"{path}: {state} ({_summary(compiled)})")
    return 0


def _replace(path: Path, text: bytes) -> None:
    """Write all of it or nothing: a lock is never left half written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(text)
        beside.replace(path)
    except OSError as error:
        raise CharspecError(f"cannot be written: {error.strerror}", str(path)) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def _check(compiled: Compiled, path: Path, spec: Path) -> int:
    from charspec.cli.changes import stale_text

    command = f"charspec compile {spec}"
    if not path.exists():
        print(f"{path}: there is no lock\nRun `{command}`.")
        return 1
    if path.read_bytes() == compiled.lock_text.encode():
        print(f"{path}: up to date")
        return 0
    print(f"{stale_text(path, compiled)}Run `{command}` to write it again.")
    return 1


def _explain(compiled: Compiled, key: str) -> int:
    origins = compiled.origins
    shown = {name: origin for name, origin in origins.items() if _below(name, key)}
    if not shown:
        import difflib

        near = difflib.get_close_matches(key, list(origins), n=1) or [
            name for name in origins if name.endswith(f".{key}")
        ]
        hint = f"Did you mean '{near[0]}'?" if near else "`--explain` without a key prints all of them."
        raise CharspecError(f"no value is called '{key}'", "--explain", hint)
    for name, origin in shown.items():
        print(f"{name} = {json.dumps(origin.value, ensure_ascii=False)}\n    {origin.origin}")
    return 0


def _below(name: str, key: str) -> bool:
    return key == _ALL or name == key or name.startswith((f"{key}.", f"{key}["))


def _dry_run(compiled: Compiled, form: str) -> int:
    from charspec.cli import costs
    from charspec.estimate import estimate_document

    found = estimate_document(compiled.lock, compiled.execution.hardware, compiled.base_path)
    if form == "json":
        print(found.model_dump_json(indent=2))
        return 0
    train, samples = compiled.plan.train, compiled.plan.samples
    rows = {
        "character": f"{train.name} (trigger {train.trigger})",
        "base": train.base.name,
        "pictures": f"{len(train.items)}, each {_repeats(compiled)} times per epoch",
        "steps": f"{train.steps:,} ({train.epochs} epochs of {train.steps_per_epoch:,}, "
        f"batch {train.batch_size})",
        "samples": f"{found.sample_pictures} of {samples.width}×{samples.height} px "
        f"({len(samples.prompts)} prompts and the control, epochs 0 to {train.epochs})",
        **costs.disk_rows(found),
        "time": costs.time_row(found, found.time.seconds if found.time else None),
        "memory": costs.memory_row(found),
    }
    if train.base.repository == "charspec":
        rows["base"] = f"{train.base.name}, in the package"
    for name, value in rows.items():
        print(f"{name:<10} {value}")
    for row in costs.preset_rows(found) if train.base.repository != "charspec" else ():
        print(f"{'':<10} {row}")
    print(f"{'run':<10} {found.run}")
    return 0


def _repeats(compiled: Compiled) -> str:
    counts = sorted({item.repeats for item in compiled.plan.train.items})
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _summary(compiled: Compiled) -> str:
    train = compiled.plan.train
    return f"{len(train.items)} pictures, {train.steps:,} steps on {train.base.name}"

"""`train --locked` and `--frozen`: how far a training may differ from the lock beside the spec."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.compile import Compiled

SUFFIX = ".lock.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--locked",
        action="store_true",
        help="refuse to train if the lock beside the spec is not what the spec says, or does not say which "
        "weights the base has (for CI and teams)",
    )
    modes.add_argument(
        "--frozen",
        action="store_true",
        help="train the lock beside the spec as it is, without comparing or compiling",
    )


def is_lock(path: Path) -> bool:
    return path.name.endswith(SUFFIX)


def frozen_lock(path: Path) -> Path:
    """The lock that `--frozen` trains: the file itself, or what lies beside a spec."""
    lock = path if is_lock(path) else path.with_suffix(SUFFIX)
    if not lock.is_file():
        raise CharspecError(
            "--frozen trains the lock beside the spec, and there is none",
            where=str(lock),
            hint=f"Write it: charspec compile {path}",
        )
    return lock


def locked_spec(path: Path) -> Path:
    """The spec that `--locked` compares with: the file itself, or what lies beside a lock."""
    if not is_lock(path):
        return path
    spec = path.with_name(path.name.removesuffix(SUFFIX) + ".yaml")
    if not spec.is_file():
        raise CharspecError(
            "--locked compares this lock with its spec, and there is none beside it",
            where=str(spec),
            hint="Leave --locked away: a lock that is named is trained as it is.",
        )
    return spec


def holds(compiled: Compiled, spec: Path) -> bool:
    """Whether the lock beside a spec is what was compiled from it, down to the weights of its base. If not,
    stderr says what differs and what to do."""
    from charspec.cli.changes import stale_text
    from charspec.compile.compiled import lock_path
    from charspec.plan import read_lock

    path = lock_path(spec)
    words = [word.text for word in compiled.configured.overrides.values()]
    command = " ".join(["charspec compile", str(spec), *words])
    if not path.is_file():
        print(f"{path}: there is no lock, and --locked trains nothing else", file=sys.stderr)
        print(f"Write it with `{command}`, or leave --locked away.", file=sys.stderr)
        return False
    try:
        stale = read_lock(path) != compiled.lock
    except CharspecError:
        stale = True
    if stale:
        print(stale_text(path, compiled), end="", file=sys.stderr)
        print(_next(command, words), file=sys.stderr)
        return False
    base = compiled.plan.train.base
    if not base.is_known:
        print(
            f"{path}: it does not say which weights of {base.name} to train on: train.base.revision is "
            f"{base.revision or 'null'}\n"
            f"Once they are fetched (`hf download {base.repository}`, or a training without --locked), run "
            f"`{command} --pin`; or name the commit: `{command} base.revision=COMMIT`.",
            file=sys.stderr,
        )
        return False
    return True


def _next(command: str, words: list[str]) -> str:
    if words:
        return f"--locked trains what is locked: leave {' '.join(words)} away, or lock it with `{command}`."
    return f"--locked trains what is locked: write it again with `{command}`, or leave --locked away."

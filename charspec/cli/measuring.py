"""The flags of verbs that measure a run, and the wait for it in words."""

from __future__ import annotations

import argparse
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from charspec.cli.amounts import clock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which models look at the pictures; charspec.toml may name them too (docs/encoders.md)."""
    group = parser.add_argument_group(
        "models that measure (default: those of charspec.toml; the embedded base has its own)"
    )
    group.add_argument(
        "--identity-model",
        metavar="MODEL",
        help="encoder of pictures that says who is in them: a name on the hub or a local folder",
    )
    group.add_argument(
        "--adherence-model",
        metavar="MODEL",
        help="CLIP or SigLIP that says whether a picture shows its prompt: likewise",
    )


def measure(run: Path, options: argparse.Namespace) -> None:
    """Measure what is not measured yet of a run; what could not be measured is said on stderr.

    A core without the extra `train` measures nothing: the page is written all the same.
    """
    if lacking := [name for name in ("numpy", "torch") if find_spec(name) is None]:
        what = " and ".join(lacking)
        print(f"note: not measured, for want of {what}: pip install 'charspec[train]'", file=sys.stderr)
        return
    from charspec.compare.chosen import chosen_encoders
    from charspec.compare.score import score_run

    encoders = chosen_encoders(run, options.identity_model, options.adherence_model)
    waiting = _Waiting()
    try:
        scored = score_run(run, encoders, progress=waiting.show)
    finally:
        waiting.clear()
    for note in scored.notes:
        print(f"note: {note}", file=sys.stderr)


class _Waiting:
    """Epochs measured and the time left, on a terminal's stderr; elsewhere silent."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._started = time.monotonic()

    def show(self, done: int, total: int) -> None:
        each = (time.monotonic() - self._started) / done if done else 0.0
        left = f"  {clock(each * (total - done))} left" if done else ""
        self._write(f"measuring: {done} of {total} epochs{left}")

    def clear(self) -> None:
        self._write("")

    def _write(self, text: str) -> None:
        if self._live:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

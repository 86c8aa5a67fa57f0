"""`charspec retrain`: what to change in the spec before training again, from what a run showed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import measuring
from charspec.cli.configuring import add_config_dir
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.compare.retraining import Advised

HELP = """Propose a change of the spec from the evidence of a run that has ended: the reasons on stderr, the
change as a unified diff on stdout. Nothing is trained; --write changes the spec."""
EXAMPLES = """examples:
  charspec retrain RUN                     what to change, and why
  charspec retrain RUN --write             change the spec, comments kept; then `charspec train` it again
  charspec retrain RUN | git apply         the same by hand

The advice stands on few pictures: look at them first (charspec compare RUN).
Exit codes: 0 advice or nothing to change; 1 not ended, or the scores cannot tell; 2 no such run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path, help="the folder of a run that has ended")
    parser.add_argument("--spec", type=Path, metavar="FILE", help="the spec to change (default: found)")
    parser.add_argument("--write", action="store_true", help="change the spec, and record the parent")
    parser.add_argument(
        "--no-measure", action="store_true", help="judge by the scores that are there, measure nothing new"
    )
    measuring.add_arguments(parser)
    add_config_dir(parser)


def run(options: argparse.Namespace) -> int:
    from charspec.cli.changing import change_of, settable, spec_of, write
    from charspec.cli.reports import show_exactly
    from charspec.compare.folder import open_run
    from charspec.compare.retraining import advise, still_open
    from charspec.compile import compile_spec
    from charspec.conf_path import searching
    from charspec.project import project_dirs
    from charspec.records import read_epochs
    from charspec.scores import read_scores
    from charspec.source.change import diff_of

    folder: Path = options.run_folder
    lock = open_run(folder)
    _check_ended(folder, lock.hashes.train)
    if not options.no_measure:
        measuring.measure(folder, options)
    advised = advise(lock, read_epochs(folder), read_scores(folder), _lint_codes(folder))
    _tell(advised)
    if not advised.is_told:
        return 1
    if not advised.settings:
        return 0
    spec = options.spec or spec_of(folder)
    with searching([*project_dirs(spec.parent), *options.config_dir]):
        compiled = compile_spec(spec)
        wanted = still_open(advised.settings, compiled.lock.plan.train)
        if not wanted:
            print(f"{spec} says so already: train it again as it is.", file=sys.stderr)
            return 0
        wanted = settable(spec, wanted)
        if not wanted:
            return 0
        change = change_of(spec, wanted, folder)
        show_exactly(diff_of(change))
        if options.write:
            write(change, advised, wanted, folder)
        else:
            print("Nothing is written: --write changes the spec.", file=sys.stderr)
    return 0


def _check_ended(folder: Path, train_hash: str) -> None:
    from charspec.records import read_done

    done = read_done(folder)
    if done is None or done.train_hash != train_hash:
        hint = "Let `charspec train` end it: what is missing in the middle of a run tells nothing."
        raise CharspecError("this run has not ended", str(folder), hint, 1)


def _lint_codes(folder: Path) -> list[str]:
    """The codes of what lint found in the set before the training, what was ignored included."""
    path = folder / "lint.json"
    if not path.is_file():
        return []
    from charspec.documents import read_document

    files = read_document(path, "findings")["files"]
    return [found["code"] for file in files for found in (*file["findings"], *file["waived"])]


def _tell(advised: Advised) -> None:
    """The evidence and what to do, on stderr: stdout is for the diff."""
    lines = [line for one in advised.advice for line in (f"- {one.evidence}", f"  {one.do}")]
    if not advised.is_told:
        lines = [*advised.verdict.reasons, "Look at the pictures, and change what you see."]
    elif not lines:
        lines = ["Nothing to change.", *advised.verdict.reasons[:1]]
    print("\n".join(_wrapped(line) for line in lines), file=sys.stderr)


def _wrapped(line: str) -> str:
    import textwrap

    return textwrap.fill(line, 100, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)

"""`charspec pick`: which epoch to release, by the scores and their reasons; a person confirms."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import asking, measuring

if TYPE_CHECKING:
    from charspec.choice import Choice
    from charspec.compare.verdict import Verdict

HELP = """Recommend an epoch of a run with the reasons, and write the one you confirm to release.yaml in the
run's folder, for `charspec finalize`."""
EXAMPLES = """examples:
  charspec pick RUN                                    show what the scores say, and ask
  charspec pick RUN --yes                              take what is recommended; the last where nothing is
  charspec pick RUN --epoch 7 --because "best face"    take this one

The scores are hints: look at the pictures first (charspec compare RUN, or with --serve to pick there).
Exit codes: 0 chosen, 1 not chosen or the weights are not whole, 2 nobody to ask, or no such run or epoch."""

NOBODY = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path, help="the folder of a run")
    parser.add_argument("--epoch", metavar="N", type=int, help="the epoch you want, whatever is recommended")
    parser.add_argument("--yes", action="store_true", help="take what is recommended, without a question")
    parser.add_argument("--because", metavar="TEXT", default="", help="your own reason, kept with the others")
    parser.add_argument(
        "--no-measure", action="store_true", help="judge by the scores that are there, measure nothing new"
    )
    measuring.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    from charspec.choice import FILE, read_choice
    from charspec.cli.epochs_table import epochs_table
    from charspec.cli.reports import columns, show
    from charspec.compare.folder import open_run
    from charspec.compare.picking import choose, recommend
    from charspec.records import read_epochs
    from charspec.scores import read_scores

    folder: Path = options.run_folder
    lock = open_run(folder)
    before = read_choice(folder)
    if not options.no_measure:
        measuring.measure(folder, options)
    verdict, epochs = recommend(folder), read_epochs(folder)
    show(epochs_table(lock, epochs, read_scores(folder), verdict, columns()))
    number: int | None = options.epoch
    if number is None and not options.yes:
        number = _asked(verdict, before)
        if number is None:
            return _nothing(verdict)
    choice = choose(folder, number, "recommendation" if number is None else "person", options.because)
    print(_told(choice, before), file=sys.stderr)
    print(folder / FILE)
    return 0


def _asked(verdict: Verdict, before: Choice | None) -> int | None:
    """The epoch that a person on a terminal names; None if there is nobody, or they want none."""
    known = {str(line.epoch) for line in verdict.epochs}
    if not known or not asking.on_a_terminal():
        return None
    default = verdict.recommended or max(line.epoch for line in verdict.epochs)
    chosen = f"; release.yaml has epoch {before.epoch}" if before else ""
    answer = asking.ask(
        f"Release which epoch? A number, or none{chosen}",
        str(default),
        lambda text: None if text in known or text == "none" else "That is no epoch of this run.",
    )
    return None if answer == "none" else int(answer)


def _nothing(verdict: Verdict) -> int:
    if asking.on_a_terminal() and verdict.epochs:
        print("Nothing was written.", file=sys.stderr)
        return 1
    if not verdict.epochs:
        print("Nothing was written: this run has no trained epoch yet.", file=sys.stderr)
        return 1
    what = "what is recommended" if verdict.recommended else "the last epoch"
    hint = f"--yes takes {what}, --epoch N the one you name."
    print(f"Nothing was written, there is nobody to ask: {hint}", file=sys.stderr)
    return NOBODY


def _told(choice: Choice, before: Choice | None) -> str:
    if before is None or before.epoch == choice.epoch:
        return f"epoch {choice.epoch} is chosen"
    return f"epoch {choice.epoch} is chosen, instead of epoch {before.epoch}"

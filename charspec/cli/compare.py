"""`charspec compare`: write the report of a run, of several side by side, or of a sweep, and print where it
lies; or serve it, to follow a run and pick its epoch."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from charspec.cli import measuring
from charspec.errors import CharspecError

HELP = "Write the report of a run: every epoch and prompt in one offline page, two epochs side by side."
EXAMPLES = """examples:
  charspec compare runs/vendalixia/3f2a9c41d07b             writes report.html in the run's folder
  charspec compare runs/vendalixia/3f2a9c41d07b --epochs 4 8
  charspec compare RUN RUN                                  two runs on one page, in the first one's folder
  charspec compare RUN --serve                              follow a run in the browser, pick its epoch there
  charspec compare runs/vendalixia/sweeps/e0b23525a724      the results of a sweep

Epochs that are not measured yet are measured first (docs/choosing.md says what). `charspec train` writes the
same page after each epoch; this verb writes it again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run_folders",
        metavar="RUN",
        nargs="+",
        type=Path,
        help="the folder of a run or a sweep, finished or not",
    )
    parser.add_argument(
        "--epochs",
        metavar=("A", "B"),
        nargs=2,
        type=int,
        help="open the page with these two: of one run both, of two runs A of the first and B of the second; "
        "0 is the base",
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to write (default: RUN/report.html)")
    parser.add_argument(
        "--serve",
        action="store_true",
        help="serve the page on this machine alone: it follows the run, and an epoch is picked on it",
    )
    parser.add_argument("--port", type=int, default=0, help="of --serve (default: any that is free)")
    parser.add_argument("--no-open", action="store_true", help="of --serve: print the address, open nothing")
    parser.add_argument(
        "--no-measure", action="store_true", help="show the scores that are there, measure nothing new"
    )
    measuring.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    from charspec.sweeps import FILE

    runs: list[Path] = options.run_folders
    out: Path | None = options.out
    _check(options, out)
    if any((folder / FILE).is_file() for folder in runs):
        return _sweep(options, runs, out)
    from charspec.cli.explaining import origins_of
    from charspec.compare import require_epochs, write_report

    epochs = tuple(options.epochs) if options.epochs else None
    if epochs:
        require_epochs(runs, epochs)
    origins = {folder: origins_of(folder) for folder in runs}
    for folder in () if options.no_measure else runs:
        measuring.measure(folder, options)
    if options.serve:
        from charspec.cli.comparing import serve

        return serve(runs, epochs, origins, options.port, not options.no_open)
    print(write_report(*runs, out=out, epochs=epochs, origins=origins))
    return 0


def _check(options: argparse.Namespace, out: Path | None) -> None:
    """Refuse what cannot be meant, before anything is read."""
    if out is not None and options.serve:
        raise CharspecError("a served page is no file", "--out", "Leave out --serve or --out.")
    if out is not None and (out.is_dir() or not out.absolute().parent.is_dir()):
        what = "is a folder" if out.is_dir() else "its folder is not there"
        raise CharspecError(what, str(out), "Give --out the path of a file in a folder that exists.")
    if not options.serve and (options.port or options.no_open):
        raise CharspecError("only a served page has an address", "--port, --no-open", "Add --serve.")


def _sweep(options: argparse.Namespace, folders: Sequence[Path], out: Path | None) -> int:
    from charspec.compare import write_sweep_report

    if len(folders) > 1:
        hint = "Name one sweep, or the runs that its page links to."
        raise CharspecError("a sweep is shown alone", ", ".join(map(str, folders)), hint)
    if out is not None:
        raise CharspecError("the page of a sweep lies in its folder", str(out), "Leave --out away.")
    if options.serve or options.epochs:
        hint = "Give --serve and --epochs the runs of the sweep."
        raise CharspecError("the page of a sweep has no epochs to show or pick", str(folders[0]), hint)
    print(write_sweep_report(folders[0]))
    return 0

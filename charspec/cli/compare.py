"""`charspec compare`: write the report of a run, or of a sweep, and print where it lies."""

from __future__ import annotations

import argparse
from pathlib import Path

from charspec.errors import CharspecError

HELP = "Write report.html of a run: every epoch and prompt in one offline page, two epochs side by side."
EXAMPLES = """examples:
  charspec compare runs/vendalixia/3f2a9c41d07b             writes report.html in the run's folder
  charspec compare runs/vendalixia/3f2a9c41d07b --out a.html
  charspec compare runs/vendalixia/sweeps/e0b23525a724      the results of a sweep

`charspec train` writes the same page after each epoch; this verb writes it again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run_folder", metavar="RUN", type=Path, help="the folder of a run or a sweep, finished or not"
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to write (default: RUN/report.html)")


def run(options: argparse.Namespace) -> int:
    from charspec.compare import write_report, write_sweep_report
    from charspec.sweeps import FILE

    out: Path | None = options.out
    if out is not None and (out.is_dir() or not out.absolute().parent.is_dir()):
        what = "is a folder" if out.is_dir() else "its folder is not there"
        raise CharspecError(what, str(out), "Give --out the path of a file in a folder that exists.")
    if (options.run_folder / FILE).is_file():
        if out is not None:
            raise CharspecError("the page of a sweep lies in its folder", str(out), "Leave --out away.")
        print(write_sweep_report(options.run_folder))
        return 0
    print(write_report(options.run_folder, out))
    return 0

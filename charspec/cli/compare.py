"""`charspec compare`: write the report of a run and print where it lies."""

from __future__ import annotations

import argparse
from pathlib import Path

from charspec.errors import CharspecError

HELP = "Write report.html of a run: every epoch and prompt in one offline page, two epochs side by side."
EXAMPLES = """examples:
  charspec compare runs/vendalixia/3f2a9c41d07b             writes report.html in the run's folder
  charspec compare runs/vendalixia/3f2a9c41d07b --out a.html

`charspec train` writes the same page after each epoch; this verb writes it again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run_folder", metavar="RUN", type=Path, help="the folder of a run, finished or not")
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to write (default: RUN/report.html)")


def run(options: argparse.Namespace) -> int:
    from charspec.compare import write_report

    out: Path | None = options.out
    if out is not None and (out.is_dir() or not out.absolute().parent.is_dir()):
        what = "is a folder" if out.is_dir() else "its folder is not there"
        raise CharspecError(what, str(out), "Give --out the path of a file in a folder that exists.")
    print(write_report(options.run_folder, out))
    return 0

"""The options of `charspec lint`."""

import argparse
import pathlib
from collections.abc import Sequence

from charspec.cli.reports import Target, check_targets, target
from charspec.errors import CharspecError
from charspec.lint.finding import SEVERITIES
from charspec.lint.output import formats

BASELINE = "charspec-baseline.json"
_SELECTIONS = {
    "select": "only these",
    "ignore": "all but these",
    "extend-select": "these as well",
    "extend-ignore": "not these either",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="specs, or folders to search; - for stdin")
    parser.add_argument("--stdin-filename", metavar="FILE", help="the name of what comes from stdin")
    rules = parser.add_argument_group(
        "which rules", "CODES are codes, groups or names: C101,D,trigger-missing"
    )
    for name, does in _SELECTIONS.items():
        rules.add_argument(f"--{name}", action="append", type=_codes, default=[], metavar="CODES", help=does)
    rules.add_argument("--baseline", metavar="FILE", help="keep the findings quiet that are in FILE")
    rules.add_argument(
        "--write-baseline", action="store_true", help=f"put what is found now into FILE ({BASELINE})"
    )
    rules.add_argument(
        "--config-dir",
        action="append",
        type=pathlib.Path,
        default=[],
        metavar="DIR",
        help="a folder with options of your own, whose bases and presets specs may name; may be repeated",
    )
    mending = parser.add_argument_group("mending")
    mending.add_argument("--fix", action="store_true", help="mend what is safe to mend, in place")
    mending.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff: fixes to look over as well"
    )
    mending.add_argument("--diff", action="store_true", help="show what --fix would change; change nothing")
    reports = parser.add_argument_group("reports")
    reports.add_argument(
        "-f",
        "--format",
        action="append",
        type=target,
        metavar="FORMAT[=FILE]",
        help=f"how findings are written, and into which file: {', '.join(formats())}; may be repeated",
    )
    reports.add_argument(
        "--statistics", action="store_true", help="count findings by rule instead of listing them"
    )
    reports.add_argument(
        "--coverage",
        action="store_true",
        help="print what the pictures show and which to shoot next, instead of the findings (text or json)",
    )
    reports.add_argument(
        "--show-config", action="store_true", help="print the configuration with its origins"
    )
    reports.add_argument("--show-files", action="store_true", help="print what would be looked at")
    reports.add_argument(
        "--fail-on", choices=SEVERITIES, default="error", help="exit 1 from this severity on (error)"
    )
    reports.add_argument("--exit-zero", action="store_true", help="exit 0 whatever is found")
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes for many specs (as it pays)")
    parser.add_argument("--no-cache", action="store_true", help="neither use nor keep cached findings")


def check_options(options: argparse.Namespace, paths: Sequence[str], targets: Sequence[Target]) -> None:
    """Refuse what cannot be meant, before anything is read or written."""
    check_targets(targets)
    alone = ("fix", "diff", "show_files", "write_baseline", "coverage")
    if "-" in paths and (len(paths) > 1 or any(getattr(options, name) for name in alone)):
        raise CharspecError(
            "'-' stands alone, without --fix, --diff, --show-files, --write-baseline and --coverage",
            hint="Give the path of the file instead.",
        )
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise CharspecError("--unsafe-fixes alone mends nothing", hint="Add --fix, or --diff to look first.")
    if options.coverage and (
        options.statistics or any(one.file is None and one.format not in ("text", "json") for one in targets)
    ):
        raise CharspecError(
            "--coverage takes the place of the report on stdout, as text or as json",
            hint="Give the other formats a file (-f sarif=FILE), and leave out --statistics.",
        )
    if options.statistics and any(one.file is None and one.format != "text" for one in targets):
        raise CharspecError(
            "--statistics is for people and takes the place of the report on stdout",
            hint="Give the other formats a file: -f json=FILE.",
        )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes")
    return int(text)

"""Where the reports of `charspec lint` go: stdout, files, and the summary of a step in GitHub's CI."""

import argparse
import importlib
import os
import pathlib
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from charspec.errors import CharspecError
from charspec.lint.output import formats
from charspec.lint.result import LintResult

_NARROWEST, _WIDEST = 60, 120


class Target(NamedTuple):
    """One `--format`: the format's name, and the file it goes to (None: stdout)."""

    format: str
    file: str | None


def target(text: str) -> Target:
    """Read `FORMAT` or `FORMAT=FILE` from the command line."""
    name, given, file = text.partition("=")
    if name not in formats():
        raise argparse.ArgumentTypeError(f"'{name}' is none of {', '.join(formats())}")
    if given and not file:
        raise argparse.ArgumentTypeError(f"'{text}' names no file after the =")
    return Target(name, file or None)


def check_targets(targets: Sequence[Target]) -> None:
    """Refuse, before anything is linted, reports that would run into each other or have no folder."""
    for file in {one.file for one in targets}:
        same = [one.format for one in targets if one.file == file]
        if len(same) > 1:
            place = f"into {file}" if file else "to stdout"
            raise CharspecError(
                f"{' and '.join(same)} would both be written {place}",
                hint=f"Give each a place of its own: -f {same[0]} -f {same[1]}=FILE.",
            )
        if file and not pathlib.Path(file).absolute().parent.is_dir():
            raise CharspecError("there is no such folder", str(pathlib.Path(file).parent), "Make it first.")
        if file and pathlib.Path(file).is_dir():
            raise CharspecError("is a folder, no file for a report", file, f"Write -f {same[0]}=FILE.")


def write_reports(results: Sequence[LintResult], targets: Sequence[Target]) -> None:
    """Write each report to its place; files first, so that a reader who closes the pipe loses none."""
    for one in sorted(targets, key=lambda one: one.file is None):
        if one.file is None:
            show(_writer(one.format)(results, colour=colour(), columns=columns()))
        else:
            pathlib.Path(one.file).write_text(
                _writer(one.format)(results, colour=False), "utf-8", newline="\n"
            )
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and any(one.format == "github" for one in targets):
        with pathlib.Path(summary).open("a", encoding="utf-8") as stream:
            stream.write(_writer("markdown")(results, colour=False))


def show(text: str) -> None:
    """Write to stdout. A terminal that is not UTF-8 shows `?` for what it lacks; a report must not end in a
    traceback."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def show_exactly(text: str) -> None:
    """Write what `patch` or `xargs` may read: to the letter, but for what a terminal would obey on one."""
    from charspec.lint.reporting.screen import harmless

    show(harmless(text) if sys.stdout.isatty() else text)


def colour() -> bool:
    """Whether stdout shows colours and its reader wants them."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int | None:
    """How wide the terminal is, within what reads well; None for a pipe."""
    if not sys.stdout.isatty():
        return None
    import shutil  # for a terminal only: in CI every import counts

    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))


def _writer(name: str) -> Callable[..., str]:
    write: Callable[..., str] = importlib.import_module(f"charspec.lint.output.{name}").write
    return write

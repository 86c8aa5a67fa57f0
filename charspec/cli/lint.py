"""`charspec lint`: what is wrong with a spec, its pictures and its captions, where, and what to do next."""

import argparse
import pathlib
import sys
from collections.abc import Sequence

from charspec.cli.reports import Target, check_targets, show, target, write_reports
from charspec.errors import CharspecError
from charspec.lint import LintResult, find_specs
from charspec.lint.choices import Choices
from charspec.lint.finding import SEVERITIES
from charspec.lint.output import formats
from charspec.lint.run import lint_paths
from charspec.lint.wording import plural

HELP = """Check specs, their pictures and their captions against the rules of a good training set.
Each finding says what, where, and what to do next; `--fix` mends what is safe to mend."""
EXAMPLES = """examples:
  charspec lint                          every spec below this folder
  charspec lint character.yaml --fix     mend what is safe to mend, show the rest
  charspec lint --select C,trigger-missing --format json characters/
  charspec lint -f github -f sarif=lint.sarif
  charspec lint - --stdin-filename a/character.yaml < draft.yaml

A comment `# charspec: ignore[D109] reason` on or above a line keeps a finding quiet;
[tool.charspec.lint] in pyproject.toml or charspec.toml holds select, ignore and thresholds.

exit codes: 0 nothing to mend, 1 findings, 2 wrong usage or a missing path"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="specs, or folders to search; - for stdin")
    parser.add_argument(
        "-f",
        "--format",
        action="append",
        type=target,
        metavar="FORMAT[=FILE]",
        help=f"how findings are written, and into which file: {', '.join(formats())}; may be repeated",
    )
    parser.add_argument("--select", type=_codes, default=(), metavar="CODES", help="only these: C101,D,…")
    parser.add_argument("--ignore", type=_codes, default=(), metavar="CODES", help="all but these")
    parser.add_argument("--extend-select", type=_codes, default=(), metavar="CODES", help="these as well")
    parser.add_argument(
        "--fail-on", choices=SEVERITIES, default="error", help="exit 1 from this severity on (error)"
    )
    parser.add_argument("--fix", action="store_true", help="mend what is safe to mend, in place")
    parser.add_argument("--diff", action="store_true", help="show what --fix would change; change nothing")
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 whatever is found")
    parser.add_argument("--stdin-filename", metavar="FILE", help="the name of what comes from stdin")
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes for many specs (as it pays)")
    parser.add_argument("--no-cache", action="store_true", help="neither use nor keep cached findings")


def run(options: argparse.Namespace) -> int:
    paths: list[str] = options.paths or ["."]
    targets: list[Target] = options.format or [Target("text", None)]
    check_targets(targets)
    if "-" in paths:
        results = [_lint_stdin(options, paths)]
    elif options.diff:
        return _show_diff(options, paths)
    else:
        specs = find_specs(paths)
        if options.fix:
            _mend(specs, options)
        results = lint_paths(specs, _choices(options), jobs=options.jobs, cache=not options.no_cache)
    write_reports(results, targets)
    return 0 if options.exit_zero or not _fails(results, options.fail_on) else 1


def _mend(specs: Sequence[pathlib.Path], options: argparse.Namespace) -> None:
    # Here and below: what reads specs is imported where one is read; a run with nothing new to find has none.
    from charspec.lint import mend, write_all

    for path in specs:
        changes = mend(path, config=_choices(options).config(path.parent))
        write_all(changes)
        if changes:
            fixes = sum(change.fixes for change in changes)
            print(f"mended {plural(fixes, 'finding')} in {plural(len(changes), 'file')}", file=sys.stderr)


def _lint_stdin(options: argparse.Namespace, paths: Sequence[str]) -> LintResult:
    if len(paths) > 1 or options.fix or options.diff:
        raise CharspecError(
            "'-' stands alone, without --fix and --diff", hint="Give the path of the file instead."
        )
    from charspec.lint import lint_text

    name: str = options.stdin_filename or "character.yaml"
    folder = pathlib.Path(name).parent
    return lint_text(sys.stdin.buffer.read(), folder, name, _choices(options).config(folder))


def _show_diff(options: argparse.Namespace, paths: Sequence[str]) -> int:
    from charspec.lint import diff_of, mend

    choices = _choices(options)
    specs = find_specs(paths)
    changes = [change for path in specs for change in mend(path, config=choices.config(path.parent))]
    show("".join(map(diff_of, changes)))
    fixes = sum(change.fixes for change in changes)
    print(f"--fix would mend {plural(fixes, 'finding')}", file=sys.stderr)
    return 1 if changes and not options.exit_zero else 0


def _choices(options: argparse.Namespace) -> Choices:
    return Choices(options.select, options.ignore, options.extend_select)


def _fails(results: Sequence[LintResult], fail_on: str) -> bool:
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.severity in grave for result in results for finding in result.findings)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes")
    return int(text)

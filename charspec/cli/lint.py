"""`charspec lint`: what is wrong with a spec, its pictures and its captions, where, and what to do next."""

import argparse
import gc
import os
import pathlib
import sys
from collections.abc import Sequence

from charspec.cli.counting import counting
from charspec.cli.reports import Target, check_targets, show, target, write_reports
from charspec.errors import CharspecError
from charspec.lint import LintResult, find_specs
from charspec.lint.choices import Choices
from charspec.lint.finding import SEVERITIES
from charspec.lint.output import formats
from charspec.lint.run import lint_paths
from charspec.lint.statistics import statistics
from charspec.lint.wording import plural

HELP = """Check specs, their pictures and their captions against the rules of a good training set.
Each finding says what, where, and what to do next; `--fix` mends what is safe to mend."""
EXAMPLES = """examples:
  charspec lint                          every spec below this folder
  charspec lint character.yaml --fix     mend what is safe to mend, show the rest
  charspec lint --select C,trigger-missing --format json characters/
  charspec lint -f github -f sarif=lint.sarif
  charspec lint --baseline lint-baseline.json    only what is new since --write-baseline
  charspec lint - --stdin-filename a/character.yaml < draft.yaml

A comment `# charspec: ignore[D109] reason` on or above a line keeps a finding quiet;
[tool.charspec.lint] in pyproject.toml or charspec.toml holds select, ignore, extend-select,
extend-ignore, per-file-ignores and thresholds: see --show-config.

exit codes: 0 nothing to mend, 1 findings, 2 wrong usage or a missing path"""

_BASELINE = "charspec-baseline.json"
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
        "--write-baseline", action="store_true", help=f"put what is found now into FILE ({_BASELINE})"
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


def run(options: argparse.Namespace) -> int:
    _hasten()
    paths: list[str] = options.paths or ["."]
    targets: list[Target] = options.format or [Target("text", None)]
    _check(options, paths, targets)
    if options.show_config or options.show_files:
        return _show(options, paths)
    if options.diff:
        return _show_diff(options, paths)
    results = [_lint_stdin(options)] if "-" in paths else _lint_files(options, paths)
    if options.baseline or options.write_baseline:
        results = _without_baseline(results, options)
    if options.coverage:
        from charspec.cli.covering import show_coverage

        show_coverage(find_specs(paths), results, any(one == Target("json", None) for one in targets))
    elif options.statistics:
        show(statistics(results))
    if options.coverage or options.statistics:
        targets = [one for one in targets if one.file]
    write_reports(results, targets)
    _note_waived(results, targets)
    return 0 if options.exit_zero or not _fails(results, options.fail_on) else 1


def _hasten() -> None:
    """Spare a short run what only long ones need: a tenth of its time goes into looking for garbage among
    modules being imported, and pydantic looks for plugins among all installed packages."""
    gc.set_threshold(20_000, 50, 100)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _check(options: argparse.Namespace, paths: Sequence[str], targets: Sequence[Target]) -> None:
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


def _lint_files(options: argparse.Namespace, paths: Sequence[str]) -> list[LintResult]:
    specs = find_specs(paths)
    if options.fix:
        # Here and below: what reads specs is imported where one is read; a run with nothing new needs none.
        from charspec.cli.mending import mend_specs

        mend_specs(specs, _choices(options), options.unsafe_fixes)
    with counting(sys.stderr) as report:
        return lint_paths(
            specs, _choices(options), jobs=options.jobs, cache=not options.no_cache, report=report
        )


def _lint_stdin(options: argparse.Namespace) -> LintResult:
    from charspec.lint import lint_text
    from charspec.source.reader import MAX_BYTES

    name = _stdin_name(options)
    text = sys.stdin.buffer.read(MAX_BYTES + 1)  # a stream may be endless; what is longer is a finding
    return lint_text(text, name.parent, str(name), _choices(options).config(name.parent))


def _stdin_name(options: argparse.Namespace) -> pathlib.Path:
    return pathlib.Path(options.stdin_filename or "character.yaml")


def _without_baseline(results: list[LintResult], options: argparse.Namespace) -> list[LintResult]:
    from charspec.lint.baseline import read_baseline, without_baseline, write_baseline

    file = pathlib.Path(options.baseline or _BASELINE)
    if options.write_baseline:
        number = write_baseline(file, results)
        print(f"wrote {file}: {plural(number, 'finding')} to be kept quiet", file=sys.stderr)
    kept, stale = without_baseline(results, read_baseline(file), file)
    choices = _choices(options)
    if stale and choices == Choices():  # with a selection, a rule may just not have run
        are, them = ("is", "it") if len(stale) == 1 else ("are", "them")
        what = f"{plural(len(stale), 'finding')} of {file} {are} mended"
        print(f"{what}; --write-baseline forgets {them}", file=sys.stderr)
    return kept


def _show(options: argparse.Namespace, paths: Sequence[str]) -> int:
    from charspec.cli.shown import config_text, files_text

    specs = [_stdin_name(options)] if "-" in paths else find_specs(paths)
    show(files_text(specs) if options.show_files else config_text(specs, _choices(options)))
    return 0


def _show_diff(options: argparse.Namespace, paths: Sequence[str]) -> int:
    from charspec.cli.mending import show_diff

    changed = show_diff(find_specs(paths), _choices(options), options.unsafe_fixes)
    return 1 if changed and not options.exit_zero else 0


def _note_waived(results: Sequence[LintResult], targets: Sequence[Target]) -> None:
    """Say on stderr what the concise report has no line for."""
    waived = sum(len(result.waived) for result in results)
    if waived and any(one.format == "concise" for one in targets):
        print(f"{plural(waived, 'finding')} ignored", file=sys.stderr)


def _choices(options: argparse.Namespace) -> Choices:
    given = (options.select, options.ignore, options.extend_select, options.extend_ignore)
    return Choices(*(tuple(code for codes in lists for code in codes) for lists in given))


def _fails(results: Sequence[LintResult], fail_on: str) -> bool:
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.severity in grave for result in results for finding in result.findings)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes")
    return int(text)

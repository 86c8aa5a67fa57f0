"""`charspec lint`: what is wrong with a spec, its pictures and its captions, where, and what to do next."""

import argparse
import pathlib
import sys
from collections.abc import Sequence

from charspec.cli.counting import counting
from charspec.cli.lint_options import BASELINE, check_options
from charspec.cli.lint_options import add_arguments as add_arguments
from charspec.cli.reports import Target, show, show_exactly, write_reports
from charspec.lint import LintResult, find_specs
from charspec.lint.config.choices import Choices
from charspec.lint.finding import SEVERITIES
from charspec.lint.reporting.statistics import statistics
from charspec.lint.running.run import lint_paths
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


def run(options: argparse.Namespace) -> int:
    paths: list[str] = options.paths or ["."]
    targets: list[Target] = options.format or [Target("text", None)]
    check_options(options, paths, targets)
    if not options.config_dir:
        return _run(options, paths, targets)
    from charspec.conf_path import searching

    with searching(options.config_dir):
        return _run(options, paths, targets)


def _run(options: argparse.Namespace, paths: list[str], targets: list[Target]) -> int:
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
    from charspec.lint.config.load import config_of
    from charspec.source.reader import MAX_BYTES

    name = _stdin_name(options)
    text = sys.stdin.buffer.read(MAX_BYTES + 1)  # a stream may be endless; what is longer is a finding
    return lint_text(text, name.parent, str(name), config_of(name.parent, _choices(options)))


def _stdin_name(options: argparse.Namespace) -> pathlib.Path:
    return pathlib.Path(options.stdin_filename or "character.yaml")


def _without_baseline(results: list[LintResult], options: argparse.Namespace) -> list[LintResult]:
    from charspec.lint.running.baseline import read_baseline, without_baseline, write_baseline

    file = pathlib.Path(options.baseline or BASELINE)
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
    show_exactly(files_text(specs) if options.show_files else config_text(specs, _choices(options)))
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
    folders = tuple(str(folder.absolute()) for folder in options.config_dir)
    chosen = Choices(*(tuple(code for codes in lists for code in codes) for lists in given))
    return chosen._replace(config_dirs=folders)


def _fails(results: Sequence[LintResult], fail_on: str) -> bool:
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.severity in grave for result in results for finding in result.findings)

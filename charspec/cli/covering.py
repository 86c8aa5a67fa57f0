"""`charspec lint --coverage`: what the pictures show, and which are worth shooting next."""

import pathlib
from collections.abc import Sequence

from charspec.cli.reports import colour, columns, show
from charspec.conf_path import searching
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.context import Context
from charspec.lint.coverage import coverage_of
from charspec.lint.coverage.document import coverage_json
from charspec.lint.coverage.text import coverage_text
from charspec.lint.reporting.summary import summary
from charspec.lint.result import LintResult
from charspec.project import project_dirs
from charspec.spec import load_spec


def show_coverage(specs: Sequence[pathlib.Path], results: Sequence[LintResult], as_json: bool) -> None:
    """Print the coverage of each spec that can be read, and under the tables what lint found.

    What is wrong with the others is counted there.
    """
    found = []
    for path in specs:
        with searching(project_dirs(path.parent)):
            found.append(coverage_of(Context(load_spec(path), Thresholds())))
    coverages = [one for one in found if one is not None]
    if as_json:
        show(coverage_json(coverages))
        return
    tables = coverage_text(coverages, colour=colour(), columns=columns())
    show("\n".join(part for part in (tables, f"{summary(results)}\n") if part))

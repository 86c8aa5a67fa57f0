"""`--format concise`: one line per finding, `file:line:column: severity code name: message`, for editors."""

from collections.abc import Sequence

from charspec.lint.reporting.screen import safe
from charspec.lint.result import LintResult


def write(results: Sequence[LintResult], colour: bool = False, columns: int | None = None) -> str:
    """The report of several specs; nothing at all if there is nothing to say."""
    return "".join(
        f"{safe(str(one.location))}: {one.severity} {one.code} {one.name}: {safe(one.message)}\n"
        for result in results
        for one in result.findings
    )

"""`--format markdown`: a table for a pull request, a wiki or the summary of a step."""

import re
from collections.abc import Sequence

from charspec.lint.finding import Finding
from charspec.lint.reporting.published import address_of, page_at
from charspec.lint.reporting.record import utf8
from charspec.lint.reporting.screen import safe
from charspec.lint.reporting.summary import summary
from charspec.lint.result import LintResult, Waived

_SIGNS = {"error": "❌ error", "warning": "⚠️ warning", "info": "💡 info"}
_SPECIAL = re.compile(r"([\\`*_\[\]|~#])")
_ROWS = 500
"""Rows of one report: GitHub refuses a summary of more than 1 MiB as a whole."""


def write(results: Sequence[LintResult], colour: bool = False, columns: int | None = None) -> str:
    """The summary, a table for each spec that has findings, and what is ignored with its reason."""
    parts = [f"### charspec lint\n\n{_text(summary(results))}\n"]
    left = _ROWS
    pages = address_of(results)
    for result in results:
        if shown := result.findings[:left]:
            parts.append(_table(result, shown, pages))
        left -= len(shown)
    missing = sum(len(result.findings) for result in results) - (_ROWS - left)
    if missing:
        parts.append(f"and {missing} more findings: run `charspec lint` for all of them\n")
    if waived := [one for result in results for one in result.waived]:
        parts.append(_ignored(waived))
    return "\n".join(parts)


def _table(result: LintResult, findings: Sequence[Finding], pages: str) -> str:
    rows = "".join(_row(finding, pages) for finding in findings)
    return f"**{_text(result.file)}**\n\n| | rule | where | what | next step |\n|---|---|---|---|---|\n{rows}"


def _row(finding: Finding, pages: str) -> str:
    rule = _text(f"{finding.code} {finding.name}")
    cells = (
        _SIGNS[finding.severity],
        f"[{rule}](<{page_at(pages, finding.code)}>)" if pages else rule,
        _text(str(finding.location)),
        _text(finding.message),
        _text(finding.hint),
    )
    return f"| {' | '.join(cells)} |\n"


def _ignored(waived: Sequence[Waived]) -> str:
    rows = "".join(
        f"- {one.finding.code} {_text(one.finding.name)} at {_text(str(one.finding.location))}"
        f" ({one.by}{': ' + _text(one.reason) if one.reason else ''})\n"
        for one in waived[:_ROWS]
    )
    return f"<details><summary>ignored</summary>\n\n{rows}\n</details>\n"


def _text(text: str) -> str:
    """Text in which nothing is markdown or HTML, on one line."""
    plain = safe(utf8(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", plain)

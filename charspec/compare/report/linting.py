"""What the linter found before training: the counts, then each finding with its place and its hint."""

from __future__ import annotations

from charspec.compare.report.findings import SEVERITIES, Finding, Findings
from charspec.compare.report.markup import Html, element, join


def lint_summary(findings: Findings | None) -> Html:
    """Three counts and the list; a sentence where the run has no record of linting or nothing was found."""
    if findings is None:
        return element("p", {"class": "empty"}, "This run has no record of linting (lint.json).")
    found = findings.all
    if not found:
        return element("p", {"class": "clean"}, "Clean: the linter found nothing to say about this set.")
    counts = {
        severity: sum(1 for finding in found if finding.severity == severity) for severity in SEVERITIES
    }
    badges = (
        element(
            "li",
            {"class": severity if n else f"{severity} none"},
            element("strong", {}, str(n)),
            " ",
            _plural(severity, n),
        )
        for severity, n in counts.items()
    )
    return join(
        (
            element("ul", {"class": "counts"}, *badges),
            element("ul", {"class": "findings"}, *(_finding(finding) for finding in found)),
        )
    )


def _plural(severity: str, n: int) -> str:
    return severity if n == 1 or severity == "info" else f"{severity}s"


def _finding(finding: Finding) -> Html:
    place = element("span", {"class": "place"}, str(finding.location)) if finding.location else join(())
    return element(
        "li",
        {"class": finding.severity},
        element(
            "p",
            {"class": "rule"},
            element("span", {"class": "severity"}, finding.severity),
            element("code", {}, finding.code),
            element("span", {"class": "quiet"}, finding.name),
            place,
        ),
        element("p", {"dir": "auto"}, finding.message),
        element("p", {"class": "quiet", "dir": "auto"}, finding.hint) if finding.hint else join(()),
    )

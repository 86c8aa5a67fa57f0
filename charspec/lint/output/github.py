"""`--format github`: workflow commands, which GitHub shows at the lines they are about.

With `GITHUB_STEP_SUMMARY` set, the command line also appends the markdown report there: GitHub shows only ten
annotations of each kind for a step.
"""

import os
from collections.abc import Sequence

from charspec.lint.finding import Finding, Location
from charspec.lint.reporting.record import utf8
from charspec.lint.reporting.screen import safe
from charspec.lint.reporting.summary import summary
from charspec.lint.result import LintResult

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def write(results: Sequence[LintResult], colour: bool = False, columns: int | None = None) -> str:
    """One command a finding, and the summary line, which the log shows as it is."""
    commands = [_command(finding) for result in results for finding in result.findings]
    return "\n".join([*commands, summary(results)]) + "\n"


def _command(finding: Finding) -> str:
    location = finding.location
    span = location.span
    properties = {
        "file": _from_workspace(location),
        "line": str(span.line),
        "endLine": str(span.end_line),
        "title": f"{finding.code} {finding.name}",
    }
    if span.line == span.end_line:  # columns of a stretch over several lines are not understood
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    # The log shows the message alone, so that it names its place and rule once more.
    message = f"{safe(str(location))}: {finding.code} {safe(finding.message)}\n{safe(finding.hint)}"
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(utf8(message))}"


def _from_workspace(location: Location) -> str:
    """The file as annotations name it: from the root of the checkout, wherever the step runs."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace:
        file = os.path.relpath(location.file, workspace)
        if not file.startswith(".."):
            return utf8(file).replace(os.sep, "/")
    return utf8(location.file)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(safe(text)).replace(":", "%3A").replace(",", "%2C")

"""`--format text`: each finding with its source line, a caret and the next step, for people."""

import textwrap
from collections.abc import Sequence

from charspec.lint.finding import Finding
from charspec.lint.output.screen import excerpt, safe
from charspec.lint.output.summary import summary
from charspec.lint.result import LintResult

_COLOURS = {"error": "1;31", "warning": "1;33", "info": "1;36"}
_WIDTH = 100


def write(results: Sequence[LintResult], colour: bool = False) -> str:
    """The report of several specs, with its summary line."""
    blocks = [_block(finding, result, _Paint(colour)) for result in results for finding in result.findings]
    return "\n".join([*blocks, summary(results)]) + "\n"


class _Paint:
    """Wraps text in a colour, or leaves it."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on else text


def _block(finding: Finding, result: LintResult, paint: _Paint) -> str:
    colour = _COLOURS[finding.severity]
    location = finding.location
    head = paint(f"{finding.severity}[{finding.code}]", colour)
    margin = len(str(location.span.line))
    gutter = " " * margin
    bar = paint("|", "34")
    lines = [
        f"{head} {finding.name}: {paint(safe(finding.message), '1')}",
        f"{gutter}{paint('-->', '34')} {safe(str(location))}",
    ]
    text = result.texts.get(location.file)
    shown = excerpt(text, location.span, _WIDTH - margin - 3) if text is not None else None
    if shown:
        number = paint(str(location.span.line), "34")
        lines += [f"{gutter} {bar}", f"{number} {bar} {shown.line}"]
        lines.append(
            f"{gutter} {bar} {shown.carets[: len(shown.carets) - len(shown.carets.lstrip())]}"
            f"{paint(shown.carets.lstrip(), colour)}"
        )
    lines.append(_wrapped(safe(finding.hint), f"{gutter} {paint('=', '34')} ", margin + 3))
    if finding.fix and finding.fix.safe:
        lines.append(f"{gutter} {paint('=', '34')} --fix: {safe(finding.fix.title)}")
    return "\n".join(lines) + "\n"


def _wrapped(text: str, first: str, indent: int) -> str:
    lines = textwrap.wrap(text, _WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return first + ("\n" + " " * indent).join(lines)

"""`--format text`: each finding with its source line, a caret and the next step, for people."""

from collections.abc import Mapping, Sequence

from charspec.lint.finding import Finding, Location
from charspec.lint.reporting.screen import excerpt, safe, wrapped
from charspec.lint.reporting.summary import summary
from charspec.lint.result import LintResult

_COLOURS = {"error": "1;31", "warning": "1;33", "info": "1;36"}
_BLUE = "34"
_BOLD = "1"
_PAGE = 100


def write(results: Sequence[LintResult], colour: bool = False, columns: int | None = None) -> str:
    """The report of several specs, with its summary line.

    `columns` is the width of the terminal. Without one, in a pipe or a file, the line of a message is left
    whole, so that programs find it; what only people read is wrapped at 100.
    """
    blocks = [
        _Block(finding, result.texts, colour, columns).render()
        for result in results
        for finding in result.findings
    ]
    return "\n".join([*blocks, *_guesses(results, columns or _PAGE), summary(results)]) + "\n"


def _guesses(results: Sequence[LintResult], columns: int) -> list[str]:
    """Which rules may be mistaken, and what to do then; nothing if all that was found is certain."""
    found = sorted(
        {one.code for result in results for one in result.findings if one.confidence == "heuristic"}
    )
    if not found:
        return []
    listed = " and ".join(filter(None, (", ".join(found[:-1]), found[-1])))
    judge, they = ("judges", "it is") if len(found) == 1 else ("judge", "one is")
    text = f"{listed} {judge} by signs that may mislead. Where {they} wrong, say so:"
    return [
        "\n".join(
            [
                *wrapped(text, columns),
                f"  # charspec: ignore[{found[0]}] reason   (on the line or above it)",
                "",
            ]
        )
    ]


class _Block:
    """One finding on the screen; line numbers stand in a margin that is as wide as the longest of them."""

    def __init__(self, finding: Finding, texts: Mapping[str, str], colour: bool, columns: int | None) -> None:
        self._finding = finding
        self._texts = texts
        self._colour = colour
        self._columns = columns or _PAGE
        self._whole = columns is None
        places = [finding.location, *(one.location for one in finding.related)]
        self._margin = max(len(str(place.span.line)) for place in places)

    def render(self) -> str:
        finding = self._finding
        gutter = " " * self._margin
        lines = [*self._head(), f"{gutter}{self._paint('-->', _BLUE)} {safe(str(finding.location))}"]
        lines += self._excerpt(finding.location, "^", _COLOURS[finding.severity])
        for related in finding.related:
            mark = self._paint(":::", _BLUE)
            lines.append(f"{gutter}{mark} {safe(str(related.location))}: {safe(related.message)}")
            lines += self._excerpt(related.location, "-", _BLUE)
        lines += self._note(safe(finding.hint))
        if finding.fix:
            lines += self._note(f"{_option(finding)}: {safe(finding.fix.title)}")
        return "\n".join(lines) + "\n"

    def _head(self) -> list[str]:
        finding = self._finding
        label = f"{finding.severity}[{finding.code}]"
        line = f"{label} {finding.name}: {safe(finding.message)}"
        first, *more = [line] if self._whole else wrapped(line, self._columns, 4)
        start = len(f"{label} {finding.name}: ")
        shown = self._paint(label, _COLOURS[finding.severity]) + first[len(label) : start]
        return [shown + self._paint(first[start:], _BOLD), *(self._paint(line, _BOLD) for line in more)]

    def _excerpt(self, location: Location, mark: str, colour: str) -> list[str]:
        """The line of a place, marked; nothing for a picture, whose pixels are no lines."""
        text = self._texts.get(location.file)
        shown = excerpt(text, location.span, self._columns - self._margin - 3) if text is not None else None
        if shown is None:
            return []
        bar = self._paint("|", _BLUE)
        number = self._paint(f"{location.span.line:>{self._margin}}", _BLUE)
        blank = len(shown.carets) - len(shown.carets.lstrip())
        marks = self._paint(mark * (len(shown.carets) - blank), colour)
        gutter = " " * self._margin
        above = [f"{gutter} {bar}"] if mark == "^" else []
        return [*above, f"{number} {bar} {shown.line}", f"{gutter} {bar} {' ' * blank}{marks}"]

    def _note(self, text: str) -> list[str]:
        indent = self._margin + 3
        first, *more = wrapped(text, self._columns - indent, 0)
        gutter = " " * self._margin
        return [f"{gutter} {self._paint('=', _BLUE)} {first}", *(" " * indent + line for line in more)]

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour and text else text


def _option(finding: Finding) -> str:
    return "--fix" if finding.fix and finding.fix.safe else "--fix --unsafe-fixes"

"""The manual on a terminal: one page, or the list of all rules."""

import re
import textwrap
from collections.abc import Iterable, Mapping

from charspec.images import is_picture_name
from charspec.lint.manual.entry import Entry, FixKind, by_group

_WIDTH = 88
_INDENT = "    "
_SEVERITY = {"error": "1;31", "warning": "1;33", "info": "1;36"}
_BOLD, _CODE, _FAINT = "1", "36", "2"
_FIXES: dict[FixKind, str] = {"safe": "mended by --fix", "unsafe": "mended by --unsafe-fixes", "none": ""}
_MARKS: dict[FixKind, str] = {"safe": "fix", "unsafe": "fix*", "none": ""}
_LEGEND = """\
fix: mended by `charspec lint --fix`; fix*: only with --unsafe-fixes.
heuristic: judged by signs that may mislead; never an error.
`charspec rule CODE` prints the page of a rule.
"""
_QUOTED = re.compile(r"`([^`]+)`")


class Manual:
    """Writes entries as text; with `colour`, as a terminal that obeys escape sequences shows them best."""

    def __init__(self, colour: bool = False, columns: int | None = None) -> None:
        self._colour = colour
        self._width = min(columns or _WIDTH, _WIDTH)

    def page(self, entry: Entry) -> str:
        """The page of one rule."""
        rule, page = entry.rule, entry.page
        facts = [self._paint(rule.severity, _SEVERITY[rule.severity]), rule.confidence, _FIXES[entry.fix]]
        parts = [
            f"{self._paint(f'{rule.code} {rule.name}', _BOLD)}  {' · '.join(filter(None, facts))}",
            self._prose(page.title, bold=True),
            *(self._prose(paragraph) for paragraph in page.explanation.split("\n\n")),
            self._heading("Fires"),
            *self._example(page.fires),
            self._heading("Does not fire"),
            *self._example(page.silent),
            self._heading("Fix"),
            self._prose(page.fix),
            self._heading("Ignore"),
            self._prose(entry.ignoring),
        ]
        return "\n\n".join(parts) + "\n"

    def listing(self, chosen: Iterable[Entry]) -> str:
        """Every rule on a line, by group: code, name, severity and how it is mended."""
        groups = by_group(chosen)
        width = max(len(entry.rule.name) for group in groups.values() for entry in group)
        blocks = []
        for name, group in groups.items():
            lines = [self._line(entry, width) for entry in group]
            blocks.append("\n".join([self._heading(name), *lines]))
        return "\n\n".join([*blocks, _LEGEND])

    def _line(self, entry: Entry, width: int) -> str:
        rule = entry.rule
        severity = self._paint(f"{rule.severity:<7}", _SEVERITY[rule.severity])
        doubt = rule.confidence if rule.confidence == "heuristic" else ""
        return f"  {rule.code}  {rule.name:<{width}}  {severity}  {_MARKS[entry.fix]:<4}  {doubt}".rstrip()

    def _example(self, files: Mapping[str, str]) -> Iterable[str]:
        for name, content in files.items():
            if is_picture_name(name):
                yield f"{_INDENT}{self._paint(name, _FAINT)}: {content.strip()}"
            else:
                text = textwrap.indent(content.rstrip(), _INDENT * 2)
                yield f"{_INDENT}{self._paint(name, _FAINT)}\n{text}"

    def _heading(self, text: str) -> str:
        return self._paint(text, _BOLD)

    def _prose(self, text: str, bold: bool = False) -> str:
        lines = textwrap.wrap(
            " ".join(text.split()), self._width, break_long_words=False, break_on_hyphens=False
        )
        wrapped = "\n".join(lines)
        if not self._colour:
            return wrapped
        return self._paint(wrapped, _BOLD) if bold else _QUOTED.sub(self._quoted, wrapped)

    def _quoted(self, found: re.Match[str]) -> str:
        return self._paint(found[1], _CODE)

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text

"""`# charspec: ignore[D109] reason`: a finding its author has seen and wants to keep.

The comment stands on the line of the finding or alone on a line above it. It names rules by code or by name;
a whole group may be named by its letter. What follows the bracket is the reason, which reports show.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from charspec.lint.finding import Finding
from charspec.source import Span

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*charspec:\s*ignore\[([^\]]{0,500})\](.{0,1000})")
_ALMOST = re.compile(
    r"(?:^|(?<=\s))#\s*charspec(?:\s*:)?\s*(?:ignore|disable|noqa|allow|skip)\b(?!\s{0,9}\[[^\]]{0,500}\])"
)
_BREAK = re.compile("\r\n|[\n\r]")
_NAME = re.compile(r"[^\s,]+")
_ALONE = re.compile(r"\s*#")


class Ignore(NamedTuple):
    """One comment: the rules it names with their places, its reason, and those names that kept a finding
    quiet so far."""

    span: Span
    names: dict[str, Span]
    reason: str
    used: set[str]


class Suppressions:
    """The ignores of one spec. `ignores` are all of them, in order, `malformed` the comments that were meant
    for one, and `judged` the codes of the rules that had their say."""

    def __init__(self, text: str) -> None:
        self.ignores: list[Ignore] = []
        self.malformed: list[Span] = []
        self.judged: set[str] = set()
        self._by_line: dict[int, list[Ignore]] = {}
        pending: list[Ignore] = []
        for number, line in enumerate(_BREAK.split(text), start=1):
            found = _COMMENT.search(line)
            own = [_read(found, number)] if found else []
            self.ignores += own
            if not own and (almost := _ALMOST.search(line)):
                self.malformed.append(Span(number, almost.start() + 1, number, almost.end() + 1))
            if _ALONE.match(line):
                pending += own
                continue
            if pending or own:
                self._by_line[number] = [*pending, *own]
            if line.strip():
                pending = []

    def covering(self, finding: Finding, lines: Iterable[int]) -> Ignore | None:
        """The first ignore on these lines that names the rule of the finding; all that do are noted as
        used."""
        first: Ignore | None = None
        for ignore in (one for line in sorted(set(lines)) for one in self._by_line.get(line, ())):
            names = {finding.code, finding.name, finding.code[0]} & ignore.names.keys()
            ignore.used.update(names)
            if names and first is None:
                first = ignore
        return first


def _read(found: re.Match[str], line: int) -> Ignore:
    names = {
        name[0]: Span(line, name.start() + 1, line, name.end() + 1)
        for name in _NAME.finditer(found.string, found.start(1), found.end(1))
    }
    reason = found[2].strip().lstrip(":-–—").strip()
    return Ignore(Span(line, found.start() + 1, line, found.end(1) + 2), names, reason, set())

"""`# charspec: ignore[D109] reason`: a finding its author has seen and wants to keep.

The comment stands on the line of the finding or alone on a line above it. It names rules by code or by name;
a whole group may be named by its letter.
"""

import re
from collections.abc import Iterable

from charspec.lint.finding import Finding

_COMMENT = re.compile(r"(?:^|\s)#\s*charspec:\s*ignore\[([^\]]*)\]")
_ALONE = re.compile(r"\s*#")


class Suppressions:
    """The ignores of one spec, by line."""

    def __init__(self, text: str) -> None:
        self._by_line: dict[int, set[str]] = {}
        pending: set[str] = set()
        for number, line in enumerate(text.splitlines(), start=1):
            found = _COMMENT.search(line)
            named = {name.strip() for name in found[1].split(",")} - {""} if found else set()
            if _ALONE.match(line):
                pending |= named
                continue
            if pending or named:
                self._by_line[number] = pending | named
            if line.strip():
                pending = set()

    def covers(self, finding: Finding, lines: Iterable[int]) -> bool:
        """Whether an ignore on one of these lines names the rule of the finding."""
        names = {finding.code, finding.code[0], finding.name}
        return any(names & self._by_line.get(line, set()) for line in lines)

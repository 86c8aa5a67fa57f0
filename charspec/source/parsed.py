"""What a parsed file is: its data, where everything stands, and what is wrong with it."""

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from charspec.errors import CharspecError, Path
from charspec.source.model import Data, Node, Problem, Span

_YAML_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_EDITOR_BREAK = re.compile("\r\n|[\n\r]")


class LineTable:
    """Turns (line, column) into offsets and back; lines are those of the parser or those of an editor."""

    def __init__(self, text: str, yaml_lines: bool = False) -> None:
        pattern = _YAML_BREAK if yaml_lines else _EDITOR_BREAK
        self._starts = [0, *(found.end() for found in pattern.finditer(text))]
        self._length = len(text)

    def offset(self, line: int, column: int) -> int:
        """The offset of a 0-based line and column, clamped to the text."""
        if line >= len(self._starts):
            return self._length
        return min(self._starts[line] + column, self._length)

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True)
class Source:
    """One file: its text, the data it says, the place of every key and value, and its problems.

    `file` is the name shown to the user. `text` has no byte order mark; `bom` says whether the file began
    with one.
    `values` and `keys` are addressed by path; both may lack a path that a default filled in.
    """

    file: str
    text: str
    data: Data = None
    values: Mapping[Path, Node] = field(default_factory=dict)
    keys: Mapping[Path, Node] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    bom: bool = False

    @cached_property
    def _lines(self) -> LineTable:
        return LineTable(self.text)

    def span_between(self, start: int, end: int) -> Span:
        """The lines and columns of a stretch of characters."""
        return Span(*self._lines.position(start), *self._lines.position(end))

    def span(self, path: Path) -> Span:
        """Where the value at `path` stands; for a path that is not written, its nearest written parent's key.

        A collection in block style is shown by its key, so that a finding points at one line.
        """
        for length in range(len(path), 0, -1):
            part = path[:length]
            if part in self.values:
                node = self.values[part]
                shown_by_key = length < len(path) or node.style == "block" or node.start == node.end
                if shown_by_key and part in self.keys:
                    node = self.keys[part]
                return self.span_between(node.start, node.end)
        return Span(1, 1, 1, 1)

    def key_span(self, path: Path) -> Span:
        """Where the key of `path` stands; for a list item or a path that is not written, as `span`."""
        if path in self.keys:
            return self.span_between(self.keys[path].start, self.keys[path].end)
        return self.span(path)

    def where(self, path: Path) -> str:
        """`file:line:column` of a value, for an error."""
        span = self.span(path)
        return f"{self.file}:{span.line}:{span.column}"

    def get(self, path: Path) -> Data:
        """The data at `path`; KeyError or IndexError if there is none."""
        found = self.data
        for key in path:
            if isinstance(found, dict) and isinstance(key, str):  # noqa: SIM114 (narrows the types)
                found = found[key]
            elif isinstance(found, list) and isinstance(key, int):
                found = found[key]
            else:
                raise KeyError(path)
        return found

    def raise_first(self) -> None:
        """Raise the first problem as the error of a verb that needs a sound file (exit 1)."""
        if self.problems:
            raise as_error(self.problems[0], self.file)


def as_error(problem: Problem, file: str) -> CharspecError:
    """A problem as the paragraph that a verb other than lint prints; an unreadable spec exits 1, as a
    finding."""
    where = problem.file or file
    if problem.span:
        where = f"{where}:{problem.span.line}:{problem.span.column}"
    return CharspecError(problem.message, where=where, hint=problem.hint, exit_code=1)

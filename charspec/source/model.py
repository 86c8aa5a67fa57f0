"""The parts of a parsed file: its values, their places, and what is wrong with them."""

from typing import NamedTuple, TypeAlias

from charspec.errors import Path
from charspec.source.scalars import Plain

Data: TypeAlias = "dict[str, Data] | list[Data] | Plain | str | None"
"""A YAML value: leaves are `str` (quoted), `Plain` (as written) or None (empty, `~`, `null`)."""


class Span(NamedTuple):
    """A stretch of text, 1-based, in characters; `end_column` is the column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Problem(NamedTuple):
    """Something wrong with a file, as data: lint shows it as a finding.

    `span` is where in `file`; `file` is None for the spec itself, or a path relative to the spec (a sidecar).
    """

    code: str
    path: Path
    message: str
    hint: str | None = None
    span: Span | None = None
    file: str | None = None


class Node(NamedTuple):
    """A key or value in the text: character offsets, and how it is written.

    `style` is one of `plain`, `single`, `double`, `literal`, `folded`, `block` (collection), `flow`
    (collection).
    """

    start: int
    end: int
    style: str

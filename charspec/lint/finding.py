"""What a rule says (`Hit`) and what a person reads (`Finding`): the same, with its place filled in."""

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

from charspec.errors import Path
from charspec.source import Span

Severity: TypeAlias = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the gravest to the mildest."""

Confidence: TypeAlias = Literal["certain", "heuristic"]
"""`certain`: judged by what is written or measured exactly; `heuristic`: judged by signs that may mislead
(words read by the vocabulary, blur by pixels), which is why such a rule never makes an error."""


Scope: TypeAlias = Literal["value", "bare", "line", "file"]
"""What a rewrite is given and gives back. `value`: the value, written back in the quotes it needs; `bare`:
the value, written back without quotes, because a number or a switch is meant; `line`: the value and what
stands behind it on its line, a comment so far (`silver hair #c0c0c0`), written back as the value; `file`: the
whole file that holds the value, its byte order mark included."""


class Rewrite(NamedTuple):
    """The text at `path`, as it is written, becomes `change(text)`.

    A caption is addressed by `("images", FILE, "caption")` wherever it comes from. A change takes what stands
    there now, so that two fixes of one caption follow each other instead of colliding, and gives back what it
    was given where nothing is left to mend.
    """

    path: Path
    change: Callable[[str], str]
    scope: Scope = "value"


class Fix(NamedTuple):
    """How to mend a finding. `safe`: what the author meant is not in doubt, and nothing is lost."""

    title: str
    edits: tuple[Rewrite, ...]
    safe: bool = True


class Also(NamedTuple):
    """A further place of a hit: its path, and what is to be seen there (`the first of the two`)."""

    path: Path
    message: str
    word: str | None = None


class Hit(NamedTuple):
    """A rule's words about one place. Rules say what (`path`), the engine finds where.

    `word` narrows the place to that word inside the value. `severity` is set only where it differs from the
    rule's own. `span` and `file` are for what has a place but no path: the problems of an unreadable file.
    `also` are further places that belong to it, the most telling first. `confidence` is set only where it
    differs from the rule's own.
    """

    path: Path
    message: str
    hint: str
    fix: Fix | None = None
    severity: Severity | None = None
    word: str | None = None
    span: Span | None = None
    file: str | None = None
    also: tuple[Also, ...] = ()
    confidence: Confidence | None = None


class Location(NamedTuple):
    """Where a person must edit: a file (as shown to the user), lines and columns from 1, in characters."""

    file: str
    span: Span

    def __str__(self) -> str:
        return f"{self.file}:{self.span.line}:{self.span.column}"


class Related(NamedTuple):
    """A further place that belongs to a finding, and what is to be seen there."""

    location: Location
    message: str


class Finding(NamedTuple):
    """One thing to mend or to know. `related` are further places that belong to it; a finding about a caption
    beside the spec has the spec's line among them."""

    code: str
    name: str
    severity: Severity
    path: Path
    message: str
    hint: str
    location: Location
    fix: Fix | None = None
    confidence: Confidence = "certain"
    related: tuple[Related, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The order of a report: by file, then by place, then by code."""
        return (
            self.location.file,
            self.location.span.line,
            self.location.span.column,
            self.code,
            self.message,
        )

"""Text → `Source`: data with the position of every key and value, and edits that keep comments.

`parse` never raises on what a file says: its problems are data (`Source.problems`), so that lint can show
all of
them. Verbs that need a sound file call `Source.raise_first()`.
"""

from charspec.source.edits import Edit, apply_edits, insert, replace
from charspec.source.model import Data, Node, Problem, Source, Span
from charspec.source.reader import parse, read
from charspec.source.scalars import Plain, resolve

__all__ = [
    "Data",
    "Edit",
    "Node",
    "Plain",
    "Problem",
    "Source",
    "Span",
    "apply_edits",
    "insert",
    "parse",
    "read",
    "replace",
    "resolve",
]

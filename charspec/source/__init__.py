"""Text → `Source`: data with the position of every key and value, and edits that keep comments.

`parse` never raises on what a file says: its problems are data (`Source.problems`), so that lint can show
all of them. Verbs that need a sound file call `Source.raise_first()`.
"""

from typing import TYPE_CHECKING

from charspec.lazy import lazily
from charspec.source.model import Data, Node, Problem, Span
from charspec.source.scalars import Plain, resolve

if TYPE_CHECKING:
    from charspec.source.edits import Edit, NewValue, apply_edits, insert, replace, rewrite
    from charspec.source.pairs import list_keys, set_pairs
    from charspec.source.parsed import Source
    from charspec.source.reader import parse, read
    from charspec.source.spelling import Manner, quote_placeholders, rest_of_line, spliced

__all__ = [
    "Data",
    "Edit",
    "Manner",
    "NewValue",
    "Node",
    "Plain",
    "Problem",
    "Source",
    "Span",
    "apply_edits",
    "insert",
    "list_keys",
    "parse",
    "quote_placeholders",
    "read",
    "replace",
    "resolve",
    "rest_of_line",
    "rewrite",
    "set_pairs",
    "spliced",
]

# These read YAML; who only speaks of places in a text does not pay for the parser.
__getattr__ = lazily(
    __name__,
    {
        "edits": ("Edit", "NewValue", "apply_edits", "insert", "replace", "rewrite"),
        "pairs": ("list_keys", "set_pairs"),
        "parsed": ("Source",),
        "reader": ("parse", "read"),
        "spelling": ("Manner", "quote_placeholders", "rest_of_line", "spliced"),
    },
)

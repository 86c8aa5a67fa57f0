"""Plain scalars by the YAML 1.2 core schema.

YAML 1.1, which most Python programs read, takes `no` for false, `1:30` for 90 and `1e-4` for text. Here a
plain
scalar stays text (`Plain`) until a field that wants a number or a switch asks for its `value`, so that a
trigger
`007` is the three characters its author wrote.
"""

from charspec.lazy import pattern

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = pattern(r"[-+]?[0-9]{1,18}\Z")
_OTHER_BASE = pattern(r"0o[0-7]{1,20}\Z|0x[0-9a-fA-F]{1,15}\Z")
_FLOAT = pattern(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?\Z")
_NOT_FINITE = pattern(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")


def is_null(text: str) -> bool:
    """Whether a plain scalar means "nothing": empty, `~` or `null`."""
    return text in _NULL


def resolve(text: str) -> str | int | float | bool | None:
    """Read a plain scalar by the YAML 1.2 core schema.

    >>> resolve("1e-4"), resolve("no"), resolve("1:30"), resolve("007")
    (0.0001, 'no', '1:30', 7)
    """
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT().match(text):
        return int(text)
    if _OTHER_BASE().match(text):
        return int(text, 0)
    if _FLOAT().match(text):
        return float(text)
    if _NOT_FINITE().match(text):
        return float(text.replace(".", ""))
    return text


class Plain(str):
    """A scalar written without quotes: the source text, and on request its YAML 1.2 value."""

    __slots__ = ()

    @property
    def value(self) -> str | int | float | bool | None:
        """The number, switch or text that the scalar means."""
        return resolve(str(self))

"""Results as plain data and back: what a cache keeps and what travels between processes.

Written from the fields of their classes, in one place, so that a new field is carried without being named
here; a value of a class that is not known here is refused rather than left out.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from charspec.lint.finding import Finding, Fix, Location, Related
from charspec.lint.result import LintResult, Waived
from charspec.lint.sets.neighbours import Neighbour
from charspec.source import Span

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_CLASS = "="
_MAPPING = "mapping"
_CLASSES: dict[str, type[Any]] = {
    one.__name__: one for one in (Finding, Fix, LintResult, Location, Neighbour, Related, Span, Waived)
}
# What a fix does are functions: they are made anew by who mends, and no report needs them.
_MADE_ANEW: dict[type[Any], dict[str, Any]] = {Fix: {"edits": ()}}


def to_plain(value: object) -> Json:
    """A result, or a part of one, as JSON has it; TypeError for what could not be read back."""
    if value is None or isinstance(value, str | int | float):
        return value
    kind = type(value)
    if _CLASSES.get(kind.__name__) is kind:
        left_out = _MADE_ANEW.get(kind, {})
        fields = {name: to_plain(getattr(value, name)) for name in kind._fields if name not in left_out}
        return {_CLASS: kind.__name__, **fields}
    if isinstance(value, tuple) and kind is tuple:
        return [to_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {_CLASS: _MAPPING, "of": [[to_plain(key), to_plain(part)] for key, part in value.items()]}
    raise TypeError(f"{kind.__qualname__} cannot be kept: name it in {__name__}")


def from_plain(data: Json) -> Any:
    """What `to_plain` was given; KeyError, TypeError or ValueError if it was given something else."""
    if isinstance(data, list):
        return tuple([from_plain(part) for part in data])
    if not isinstance(data, dict):
        return data
    name = str(data[_CLASS])
    if name == _MAPPING:
        return dict(from_plain(data["of"]))
    kind = _CLASSES[name]
    fields = {field: from_plain(part) for field, part in data.items() if field != _CLASS}
    return kind(**_MADE_ANEW.get(kind, {}), **fields)

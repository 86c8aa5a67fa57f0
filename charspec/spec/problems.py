"""pydantic's complaints in the words of the spec's author."""

from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from charspec.errors import Path, dotted
from charspec.nearest import nearest
from charspec.source import Data, Problem, Source
from charspec.spec.forms import form_of
from charspec.spec.models import (
    RESERVED,
    STANDARD_VARIES,
    CharacterSpec,
    Identity,
    Outfit,
    Picture,
    Release,
    Train,
)

_CODES = {"extra_forbidden": "S103", "missing": "S105"}
WANTS_SWITCH = "must be true or false"
WANTS_NUMBER = ("must be a whole number", "must be a number")
"""How a message says what a value has to be; lint offers to write it so where the value means it."""

_WANTED = {
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "bool_type": WANTS_SWITCH,
    "int_type": WANTS_NUMBER[0],
    "float_type": WANTS_NUMBER[1],
    "finite_number": WANTS_NUMBER[1],
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping of names to values",
    "model_type": "must be a mapping of names to values",
    "model_attributes_type": "must be a mapping of names to values",
    "too_short": "must not be empty",
    "recursion_loop": "must not contain itself",
}
_OTHER_NAMES = {
    "environment": "place location background scene setting where",
    "expression": "mood emotion face",
    "framing": "shot zoom",
    "angle": "view viewpoint camera side",
    "outfit": "clothes clothing garment wearing wardrobe",
    "caption": "text description prompt",
    "pose": "action",
    "trigger": "token trigger_word keyword",
    "base": "model base_model checkpoint",
    "tests": "prompts test_prompts samples sample_prompts",
    "images": "pictures photos dataset files",
    "train": "training settings config",
    "with": "traits features",
    "is": "class class_phrase",
    "wears": "garments items",
    "learning_rate": "lr unet_lr",
    "text_encoder_learning_rate": "text_encoder_lr te_lr",
    "rank": "dim network_dim lora_rank",
    "alpha": "network_alpha lora_alpha",
    "repeats": "num_repeats",
    "epochs": "max_train_epochs num_epochs",
}
_CALLED = {name: key for key, names in _OTHER_NAMES.items() for name in names.split()}
"""What people and other trainers call a key of the spec."""

_MODELS: dict[Path, type[BaseModel]] = {
    (): CharacterSpec,
    ("identity",): Identity,
    ("outfit",): Outfit,
    ("train",): Train,
    ("release",): Release,
}


def to_problem(error: ErrorDetails, source: Source) -> Problem:
    """One of pydantic's errors as a problem with a code, a path of the file and its place."""
    path = written_path(error["loc"], source.data, error["type"] == "missing")
    kind = error["type"]
    if path == ("schema",) and kind == "literal_error":
        message = f"schema '{_shown(source, path)}' is not one this charspec reads"
        return Problem("S106", path, message, "Write `schema: charspec/1`.", source.span(path))
    if kind == "extra_forbidden":
        return unknown_key(path, source)
    if kind == "missing":
        message = f"'{dotted(path)}' is missing"
        return Problem("S105", path, message, _why(path), source.span(path))
    message = f"{dotted(path) or 'the spec'} {_words(error)}{_found(source, path, kind)}"
    form = form_of(path, source.get(path)) if path in source.values else None
    # A name that cannot be is itself what is wrong, not what stands behind it.
    named = kind == "string_pattern_mismatch" and path in source.keys
    return Problem(
        "S104", path, message, form or _why(path), source.key_span(path) if named else source.span(path)
    )


def unknown_key(path: Path, source: Source) -> Problem:
    """S103, with the nearest key that exists."""
    key = str(path[-1])
    known = _known_keys(path[:-1], source)
    meant = _CALLED.get(key.lower(), "")
    near = meant if meant in known else nearest(key.lower(), known)
    place = dotted(path[:-1])
    message = f"unknown key '{key}'{f' in {place}' if place else ''}"
    hint = f"Did you mean '{near}'?" if near else f"Known keys: {', '.join(known)}."
    if path[0] == "images" and not near:
        hint += " An attribute of one's own must be named in `varies`."
    return Problem("S103", path, message, hint, source.key_span(path))


def written_path(loc: tuple[int | str, ...], data: Data, missing: bool) -> Path:
    """Turn pydantic's `loc` into a path of the file: tags of unions and `[key]` are no part of it."""
    path: list[str | int] = []
    found = data
    for index, key in enumerate(loc):
        if isinstance(found, dict) and isinstance(key, str) and key in found:  # noqa: SIM114 (narrows)
            found = found[key]
        elif isinstance(found, list) and isinstance(key, int) and key < len(found):
            found = found[key]
        elif not (missing and index == len(loc) - 1):
            continue
        path.append(key)
    return tuple(path)


def _known_keys(parent: Path, source: Source) -> list[str]:
    if parent in _MODELS:
        return [field.alias or name for name, field in _MODELS[parent].model_fields.items()]
    own: list[str] = []
    if isinstance(source.data, dict) and isinstance(varies := source.data.get("varies"), list):
        own = [str(name) for name in varies]
    return list(dict.fromkeys((*STANDARD_VARIES, "outfit", *own, *RESERVED)))


def _words(error: ErrorDetails) -> str:
    kind = error["type"]
    context: dict[str, Any] = error.get("ctx", {})
    if kind in _WANTED:
        return _WANTED[kind]
    if kind == "literal_error":
        return f"must be {context['expected']}"
    if kind == "string_pattern_mismatch":
        return "may only hold a-z, 0-9, _ and -, at most 40 of them, and not begin with _"
    bounds = {"greater_than": ("gt", "above"), "greater_than_equal": ("ge", "at least")}
    bounds |= {"less_than": ("lt", "below"), "less_than_equal": ("le", "at most")}
    if kind in bounds:
        key, words = bounds[kind]
        return f"must be {words} {context[key]}"
    if kind == "string_too_long":
        return f"is longer than {context['max_length']:,} characters"
    if kind == "too_long":
        return f"has too many items: {context['actual_length']} of {context['max_length']}"
    return error["msg"]


def _found(source: Source, path: Path, kind: str) -> str:
    if kind not in _WANTED and kind != "literal_error":
        return ""
    try:
        value = source.get(path)
    except (KeyError, IndexError):
        return ""
    if value is None:
        return ", found nothing"
    if isinstance(value, dict):
        return ", found a mapping"
    if isinstance(value, list):
        return ", found a list"
    return f", found '{_shown(source, path)}'"


def _shown(source: Source, path: Path) -> str:
    value = str(source.get(path))
    return value if len(value) <= 60 else value[:59] + "…"


def _why(path: Path) -> str | None:
    """What the field is for, from its own description."""
    for length in range(len(path), 0, -1):
        of_a_picture = length == 3 and path[0] == "images"
        model = Picture if of_a_picture else _MODELS.get(path[: length - 1])
        for name, field in model.model_fields.items() if model else ():
            if (field.alias or name) == path[length - 1]:
                return field.description
    return None

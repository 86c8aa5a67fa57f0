"""Reading JSON documents back from disk: each is held to its JSON Schema before anything trusts it.

Written by one version and read by another, cut short by a full disk, edited by hand: a document that is not
what its schema says ends in a sentence with the file and the place, never in a KeyError further on.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from charspec.errors import CharspecError, dotted
from charspec.resources import schemas_dir


def read_document(path: Path, schema: str) -> dict[str, Any]:
    """The JSON object in a file, valid by `schemas/<schema>.schema.json`.

    Raises CharspecError, exit 2 if there is no such file and 1 if it holds something else.
    """
    return parse_document(_text(path), schema, str(path))


def read_lines(path: Path, schema: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of a `.jsonl` file, one a line, each valid by the schema.

    A last line without its newline is one that a kill cut short: it was never written, and is passed over.
    """
    for number, line in enumerate(_text(path).split("\n")[:-1], start=1):
        yield parse_document(line, schema, f"{path}:{number}")


def parse_document(text: str, schema: str, where: str) -> dict[str, Any]:
    """As `read_document`, for text at hand; `where` is the place an error names."""
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CharspecError(f"this is no JSON: {error}", where, _hint(schema), 1) from None
    for fault in _validator(schema).iter_errors(data):
        place = dotted(tuple(fault.absolute_path)) or "the document"
        message = f"this is no valid {schema} document: {place}: {_shorten(fault.message)}"
        raise CharspecError(message, where, _hint(schema), 1)
    found: dict[str, Any] = data  # every schema here describes an object
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CharspecError("no such file", str(path)) from None
    except UnicodeDecodeError:
        raise CharspecError("this is no UTF-8 text", str(path), exit_code=1) from None
    except OSError as error:
        raise CharspecError(f"cannot be read: {error.strerror}", str(path)) from None


@functools.cache
def _validator(schema: str) -> Any:
    # Imported here: reading a spec, which every verb does, must not pay for it.
    from jsonschema import Draft202012Validator

    text = (schemas_dir() / f"{schema}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _hint(schema: str) -> str:
    return f"`charspec schema {schema}` prints what is expected; a file cut short must be made again."


def _shorten(message: str) -> str:
    return message if len(message) <= 200 else message[:199] + "…"

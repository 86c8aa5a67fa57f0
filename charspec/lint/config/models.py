"""Which models a configuration names."""

import pathlib
from collections.abc import Mapping
from typing import TypeAlias

from charspec.errors import CharspecError
from charspec.lint.config.file import MODEL_KEYS, ConfigFile

Models: TypeAlias = Mapping[str, pathlib.Path]
"""The ONNX files that a configuration names, by its keys (`encoder`, `text-detector`, …)."""


def models_of(file: ConfigFile) -> Models:
    """The models of a configuration file; CharspecError (exit 2) for one that is not there or no ONNX."""
    return {key: _path(file, key) for key in MODEL_KEYS if key in file.table}


def _path(file: ConfigFile, key: str) -> pathlib.Path:
    value, where = file.table[key], file.where(key)
    if not isinstance(value, str) or not value.lower().endswith(".onnx"):
        hint = "Export the model to ONNX; no other format is read."
        raise CharspecError(f"{key} must be the path of an .onnx file, found {value!r}", where, hint)
    path = file.path.parent / value
    if not path.is_file():
        hint = f"Put it there, or leave {key} out: nothing is downloaded."
        raise CharspecError(f"{key}: there is no file {path}", where, hint)
    return path

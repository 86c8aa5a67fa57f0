"""What findings rest on besides the files of a spec: charspec itself, and the libraries that read for it."""

import functools
import hashlib
import os
import pathlib
import sys
from collections.abc import Iterator

from charspec import __version__
from charspec.resources import conf_dir

_READERS = ("numpy", "onnxruntime", "pillow", "pydantic", "pydantic_core", "pyyaml")
_MODELS = ("compare", "families", "launch", "release", "tiny", "train")
_BESIDE = ("__pycache__", "cli", "compile", "doctor", "estimate", "html", "prepare")
NOT_LINT = frozenset((*_MODELS, *_BESIDE))
"""Rooms of charspec in which no finding is made."""


@functools.cache
def edition() -> str:
    """A digest that differs whenever the same files may give other findings.

    Beside the version it takes the size and time of charspec's own files: in a checkout rules change without
    the version. Costs about 3 ms.
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in (__version__, sys.version, sys.platform, *_readers(), *_files()):
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


def _files() -> Iterator[str]:
    """charspec's code and data for linting, with size and time; nothing of one that runs from an archive."""
    package = pathlib.Path(__file__).resolve().parents[2]
    for root in (str(package), *(str(conf_dir() / group) for group in ("base", "preset"))):
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(set(folders) - NOT_LINT)
            for name in sorted(names):
                state = os.stat(f"{folder}/{name}")  # noqa: PTH116 (a hundred paths saved)
                yield f"{folder}/{name} {state.st_size} {state.st_mtime_ns}"


def _readers() -> Iterator[str]:
    """The installed versions of the libraries, by the names of their metadata: importing them costs more."""
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 (names suffice)
        except OSError:
            continue
        for name in sorted(names):
            if name.endswith((".dist-info", ".egg-info")) and name.lower().startswith(_READERS):
                yield name

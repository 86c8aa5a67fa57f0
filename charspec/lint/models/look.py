"""The pictures of a set through one model; each picture once, kept by its bytes and the model's."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import pathlib
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from charspec.cache import cache_dir, prune
from charspec.errors import CharspecError
from charspec.images import UnreadableImageError, sha256

if TYPE_CHECKING:
    from charspec.dataset import Item
    from charspec.lint.models.session import Model

Numbers: TypeAlias = Mapping[str, Sequence[float]]
"""What a model makes of each picture, by file; those that cannot be decoded are left out."""

_MOST_BYTES = 512 << 20


def look(
    key: str, model: pathlib.Path, items: Sequence[Item], folder: pathlib.Path | None, max_megapixels: float
) -> Numbers:
    """What the model of `key` makes of the pictures; `folder` is the set's if the answers are kept.

    Raises CharspecError (exit 2) if there is no onnxruntime or the model is not what its key asks for.
    """
    place = _place(key, _digest(model, key), folder) if folder else None
    known = _read(place) if place else {}
    found: dict[str, Sequence[float]] = {}
    new: dict[str, Sequence[float]] = {}
    for item in items:
        if not item.exists:
            continue
        name = _name(item) if place else item.file
        if name not in known and name not in new:
            answer = _ask(key, model, item, max_megapixels)
            if answer is None:
                continue
            new[name] = answer
        found[item.file] = new[name] if name in new else known[name]
    if place and new:
        _keep(place, {**known, **new})
    _opened.cache_clear()
    return found


def _name(item: Item) -> str:
    """The content of a picture as it trains."""
    try:
        return f"{item.view.sha256()} {item.view.crop}"
    except OSError:  # another rule says that it cannot be read
        return item.file


def _ask(key: str, model: pathlib.Path, item: Item, max_megapixels: float) -> list[float] | None:
    # Imported when a picture is new: a set whose answers are kept needs neither Pillow nor onnxruntime.
    from charspec.images.decode import decode
    from charspec.lint.models.views import VIEWS

    opened = _opened(key, model)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pixels = int(max_megapixels * 1e6)
            view = item.view
            picture = decode(view.path, view.facts(), item.file, view.crop, pixels, whole=True)
    except (UnreadableImageError, OSError):
        return None
    return VIEWS[key](opened, picture.image)


@functools.lru_cache(maxsize=1)
def _opened(key: str, model: pathlib.Path) -> Model:
    from charspec.lint.models.session import open_model

    return open_model(key, model)


def _digest(model: pathlib.Path, key: str) -> str:
    try:
        return sha256(model)
    except OSError as error:
        raise CharspecError(f"the {key} cannot be read: {error.strerror}", str(model)) from None


def _place(key: str, digest: str, folder: pathlib.Path) -> pathlib.Path:
    from charspec.lint.models.views import VERSION

    parts = "\0".join((key, digest, str(VERSION), os.path.realpath(folder)))
    name = hashlib.blake2b(parts.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()
    return cache_dir() / "views" / f"{name}.json"


def _read(place: pathlib.Path) -> dict[str, list[float]]:
    try:
        data = json.loads(place.read_bytes())
        return {str(name): [float(value) for value in numbers] for name, numbers in data.items()}
    except (OSError, TypeError, ValueError, AttributeError, RecursionError):
        return {}


def _keep(place: pathlib.Path, answers: Numbers) -> None:
    """Write what is known, in one step; where nothing can be written, nothing is kept."""
    part = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(answers, separators=(",", ":")), "utf-8")
        part.replace(place)
        prune(place.parent, _MOST_BYTES)
    except (OSError, UnicodeError):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)

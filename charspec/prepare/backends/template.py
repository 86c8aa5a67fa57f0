"""The backend without a model: it reads the name of the file and of its folders by the vocabulary.

`images/forest/three-quarter_smiling_02.png` says an angle, an expression and a place; `IMG_2041.png` says
nothing, and its picture is left for a person.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from charspec.prepare.backends import BackendError, BackendOptions, Crop
from charspec.vocabulary import vocabulary

_FOLDERS = 2
"""Folders above a file that may speak of it: `sunset/full-body/01.png`."""

_BETWEEN = re.compile(r"[\d.,+()\[\]]+|-{2,}|[\s_]-[\s_]")
_JOINED = re.compile(r"\b(three|close|full|half) ?(quarter|up|body|length)\b", re.IGNORECASE)


class Template:
    """Answers any question about a picture with the attributes that its path names, as JSON."""

    name = "template (file names)"
    remote_host: str | None = None

    def ask(self, question: str, picture: Path | None = None, crop: Crop | None = None) -> str:
        if picture is None:
            raise BackendError(
                "without a model only file names can be read",
                hint="Choose --backend transformers or openai.",
                fatal=True,
            )
        return json.dumps(named(picture))


def named(picture: Path) -> dict[str, str]:
    """The attributes that the names of a file and of its folders say; the file's own come first.

    >>> named(Path("images/forest/three-quarter_smiling_02.png"))
    {'angle': 'three-quarter', 'expression': 'smiling', 'environment': 'forest'}
    """
    found: dict[str, str] = {}
    for name in (picture.stem, *reversed(picture.parent.parts[-_FOLDERS:])):
        words = " ".join(_BETWEEN.sub(" , ", name).replace("_", " ").split())
        # "t-shirt" is one thing and "front-forest" two: hyphens are tried as they stand, then as blanks.
        for spelled in (words, _JOINED.sub(r"\1-\2", words.replace("-", " "))):
            for match in vocabulary().find(spelled):
                found.setdefault(match.attribute, match.term)
    return {attribute: term for attribute, term in found.items() if attribute not in ("colour", "style")}


def open_backend(options: BackendOptions) -> Template:
    """The backend; it has no settings."""
    return Template()

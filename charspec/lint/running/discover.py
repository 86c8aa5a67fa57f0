"""Finds the specs that paths on the command line mean."""

import os
import pathlib
import re
from collections.abc import Iterator, Sequence

from charspec.errors import CharspecError
from charspec.files import is_file, open_file

_NAMES = ("character.yaml", "character.yml")
_SCHEMA = re.compile(rb"^schema:\s*['\"]?charspec/", re.MULTILINE)
_PEEK = 4096
_SKIPPED = ("runs", "node_modules", "__pycache__", "site-packages")


def find_specs(paths: Sequence[str]) -> list[pathlib.Path]:
    """The specs of paths: a file is one, a folder is searched for `character.yaml` and other specs.

    Hidden folders and `runs/` are not searched. Raises CharspecError (exit 2) for a path that is not there
    and for a folder without a spec.
    """
    found: dict[pathlib.Path, None] = {}
    for name in paths:
        path = pathlib.Path(name)
        if not path.is_dir():
            found[path] = None
            continue
        below = list(_search(path))
        if not below:
            hint = (
                "A spec is called character.yaml; its smallest form is schema, trigger, identity and images."
            )
            raise CharspecError("no character.yaml below this folder", where=name, hint=hint)
        found.update(dict.fromkeys(below))
    return list(found)


def _search(folder: pathlib.Path) -> Iterator[pathlib.Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one not in _SKIPPED)
        for name in sorted(files):
            file = pathlib.Path(root, name)
            # A pipe or a device of that name is no spec, and would be waited for.
            if not is_file(file):
                continue
            if name in _NAMES or (name.endswith((".yaml", ".yml")) and _says_it_is_a_spec(file)):
                yield file


def _says_it_is_a_spec(file: pathlib.Path) -> bool:
    try:
        with open_file(file) as stream:
            return bool(_SCHEMA.search(stream.read(_PEEK)))
    except OSError:
        return False

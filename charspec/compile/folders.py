"""Which folders of options count for a spec: its project's, --config-dir, hydra.searchpath."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path

from charspec.compile.compose import parse_override
from charspec.conf_path import searching
from charspec.errors import CharspecError
from charspec.project import project_dirs

_KEY = "hydra.searchpath"


@contextlib.contextmanager
def searching_for(spec: Path, words: Sequence[str], added: Sequence[Path] = ()) -> Iterator[list[str]]:
    """Let the folders of options count that go with a spec; gives the overrides less `hydra.searchpath=[…]`.

    The folders are those of `config-dirs` in the charspec.toml or pyproject.toml of its project, `added`
    (`--config-dir`) and those of the override: `file://FOLDER`, `FOLDER` or `pkg://package.module`.
    """
    named = [word for word in words if _is_searchpath(word)]
    folders = [*project_dirs(spec.parent), *added]
    folders += [_folder(one, word) for word in named for one in _listed(word)]
    with searching(folders):
        yield [word for word in words if word not in named]


def _is_searchpath(word: str) -> bool:
    return word.lstrip("+").partition("=")[0].strip() == _KEY


def _listed(word: str) -> list[str]:
    value = parse_override(word.lstrip("+")).value
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        hint = f"Write {_KEY}=[FOLDER], for example '{_KEY}=[file:///studio/conf]'."
        raise CharspecError(f"'{word}' is no list of folders", "command line", hint)
    return value


def _folder(place: str, word: str) -> Path:
    scheme, separator, rest = place.partition("://")
    if not separator:
        return Path(place).expanduser()
    if scheme == "file":
        return Path(rest).expanduser()
    if scheme != "pkg":
        hint = "A folder is named as file://FOLDER, FOLDER or pkg://package.module."
        raise CharspecError(f"'{word}': charspec reads no options from {scheme}://", "command line", hint)
    try:
        found = importlib.util.find_spec(rest.replace("/", "."))
    except (ImportError, ValueError):
        found = None
    for location in (found.submodule_search_locations or ()) if found else ():
        return Path(location)
    raise CharspecError(f"'{word}': there is no package {rest}", "command line", "Is it installed here?")

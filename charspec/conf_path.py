"""Where the options of the configuration groups lie: in `conf/`, and in folders that a user adds to it.

An option is a file, `base/tiny.yaml`, and its group is its folder. Files of a user's folder count as those of
conf/ do, wherever a name of an option may stand: in a spec, on the command line, in a finding. Such folders
are trusted as code is: what their files say is composed by Hydra, whose resolvers read the environment.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import yaml

from charspec.errors import CharspecError
from charspec.resources import conf_dir


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # quick where libyaml is
    """Reads `1e-4` as a number, as Hydra does and YAML 1.1 does not."""


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)
_PACKAGE = "# @package"
_DEEPEST = 8

_added: ContextVar[tuple[Path, ...]] = ContextVar("added", default=())
"""The user's folders of the call that is under way: asked for by rules and readers far below it."""


@contextlib.contextmanager
def searching(added: Sequence[Path]) -> Iterator[None]:
    """For what is done inside, the options of these folders count too, besides those that count already.

    Raises CharspecError (exit 2) for a folder that is not there or holds no group, and for an option that
    another folder has too: no file ever stands in silently for one of the same name.
    """
    folders = [*_added.get()]
    for folder in added:
        if not any(_same(folder, other) for other in (*folders, conf_dir())):
            _check_folder(folder, [conf_dir(), *folders])
            folders.append(folder)
    token = _added.set(tuple(folders))
    try:
        yield
    finally:
        _added.reset(token)


def added_folders() -> tuple[Path, ...]:
    """The user's folders that count now."""
    return _added.get()


def groups() -> tuple[str, ...]:
    """The folders of conf/."""
    return tuple(sorted(path.name for path in conf_dir().iterdir() if path.is_dir() and path.name[0] != "_"))


def option_names(group: str) -> tuple[str, ...]:
    """What a group offers, sorted."""
    return tuple(
        sorted({name for folder in (conf_dir(), *added_folders()) for name in _names(folder, group)})
    )


def find_option(group: str, name: str) -> Path:
    """The file of an option; FileNotFoundError if no folder has it."""
    for folder in (conf_dir(), *added_folders()):
        if name in _names(folder, group):
            return folder / group / f"{name}.yaml"
    raise FileNotFoundError(f"{group}/{name}.yaml")


def shown(file: Path) -> str:
    """An option's file as messages call it: `conf/base/tiny.yaml`, or its path in a user's folder."""
    for folder, name in ((conf_dir(), "conf/"), (Path.cwd(), "")):
        if file.is_relative_to(folder):
            return f"{name}{file.relative_to(folder).as_posix()}"
    return str(file)


def option_files(group: str, name: str) -> tuple[Path, ...]:
    """The files that an option is made of, what is said last winning: itself, and those it builds upon.

    An option may begin with `defaults: [other, _self_]`, as in Hydra, and so say only what differs.
    """
    return tuple(file for file, _ in _parts(group, name, _DEEPEST))


def read_option(group: str, name: str) -> dict[str, Any]:
    """What an option says, as Hydra composes it but for interpolations, which stay text."""
    values: dict[str, Any] = {}
    for _, said in _parts(group, name, _DEEPEST):
        values = _merged(values, said)
    return values


def _parts(group: str, name: str, deep: int) -> list[tuple[Path, Mapping[str, Any]]]:
    file = find_option(group, name)
    said = read_yaml(file)
    upon = said.pop("defaults", None)
    if upon is None:
        return [(file, said)]
    if not deep or not isinstance(upon, list) or not all(isinstance(entry, str) for entry in upon):
        hint = f"Write `defaults: [NAME, _self_]`, with the name of another {group}."
        raise CharspecError("its defaults cannot be followed", shown(file), hint)
    found: list[tuple[Path, Mapping[str, Any]]] = []
    for entry in upon if "_self_" in upon else [*upon, "_self_"]:
        if entry == "_self_":
            found.append((file, said))
        elif entry in option_names(group):
            found.extend(_parts(group, entry, deep - 1))
        else:
            hint = f"Choose one of: {', '.join(option_names(group))}."
            raise CharspecError(f"there is no {group} '{entry}' to build upon", shown(file), hint)
    return found


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {**under, **over}
    for key in under.keys() & over.keys():
        if isinstance(under[key], dict) and isinstance(over[key], dict):
            both[key] = _merged(under[key], over[key])
    return both


def read_yaml(file: Path) -> dict[str, Any]:
    """What a file of conf/ or of a user's folder says; CharspecError for one that is no mapping."""
    return dict(_read(file, file.stat().st_mtime_ns))


@functools.lru_cache(maxsize=256)
def _read(file: Path, _changed: int) -> Mapping[str, Any]:
    """One file of an option, a mapping of names to values."""
    try:
        text = file.read_text("utf-8")
        said = yaml.load(text, _Loader)
    except UnicodeDecodeError:
        raise CharspecError("cannot be read as UTF-8", shown(file)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{shown(file)}:{mark.line + 1}:{mark.column + 1}" if mark else shown(file)
        raise CharspecError(f"this is no YAML: {getattr(error, 'problem', error)}", where) from None
    if not isinstance(said, dict) or not all(isinstance(key, str) for key in said):
        raise CharspecError("this is no option: a mapping of names to values is wanted", shown(file))
    if text.lstrip().startswith(_PACKAGE):
        hint = (
            "An option sets the values of its own group, so that each value has one place: delete the line."
        )
        raise CharspecError("'# @package' would set values elsewhere", shown(file), hint)
    return said


def _names(folder: Path, group: str) -> list[str]:
    try:
        return [file.stem for file in (folder / group).iterdir() if file.suffix == ".yaml"]
    except OSError:
        return []


def _check_folder(folder: Path, others: Sequence[Path]) -> None:
    if not folder.is_dir():
        hint = f"Name a folder with {', '.join(f'{group}/' for group in groups())} or some of them."
        raise CharspecError("there is no such folder of options", str(folder), hint)
    held = {group: names for group in groups() if (names := _names(folder, group))}
    if not held:
        hint = f"An option is a file GROUP/NAME.yaml; the groups are {', '.join(groups())}."
        raise CharspecError("there is no option in this folder", str(folder), hint)
    for group, names in held.items():
        for other in others:
            if taken := set(names) & set(_names(other, group)):
                name = min(taken)
                there = shown(other / group / f"{name}.yaml")
                hint = "Give it another name: a plan must not depend on which of two is found."
                raise CharspecError(f"{there} has this name too", str(folder / group / f"{name}.yaml"), hint)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False

"""What may come next on a command line: verbs, flags, their values, and overrides.

All of it is read from conf/ and the arguments of the verbs; neither Hydra nor torch is imported, and pydantic
only where the values of one key are asked for.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import re
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from charspec.cli import VERBS
from charspec.errors import CharspecError

_CONFIGURED = ("compile", "train")
"""Verbs that take overrides."""

_SAFE = re.compile(r"[\w.=,/-]+")
"""What may be offered: a file's name may hold what a shell would obey."""


def candidates(line: str) -> list[str]:
    """The words that may stand where the cursor is; none where a file may, or where nothing is known.

    `line` is the command line up to the cursor. Every word begins with what is typed of it already; one that
    ends in `=` or `.` goes on.
    """
    words = _split(line)
    before, current = words[1:-1], words[-1]
    verb = next((word for word in before if not word.startswith("-")), None)
    if verb is None:
        found: Iterable[str] = [*VERBS, "--help", "--version"]
    elif verb not in VERBS:
        found = ()
    else:
        found = _of_verb(verb, before[before.index(verb) + 1 :], current)
    return sorted({word for word in found if word.startswith(current) and _SAFE.fullmatch(word)})


def _split(line: str) -> list[str]:
    """The words of a line, the last the one at the cursor; an open quote is closed."""
    for end in ("", "'", '"'):
        try:
            words = shlex.split(line + end)
        except ValueError:
            continue
        return [*words, ""] if not words or (not end and line[-1:].isspace()) else words
    return [*line.split(), ""]


def _of_verb(verb: str, before: Sequence[str], current: str) -> Iterable[str]:
    actions: Sequence[argparse.Action] = ()
    if verb not in _CONFIGURED or any(word.startswith("-") for word in (*before, current)):
        actions = _arguments(verb)  # the module of a verb costs more than reading conf/
    flags = {flag: action for action in actions for flag in action.option_strings}
    if current.startswith("-"):
        return [flag for flag, action in flags.items() if action.help != argparse.SUPPRESS]
    asked = flags.get(before[-1]) if before else None
    if asked is not None and asked.choices:
        return [str(choice) for choice in asked.choices]
    if _takes_value(asked):  # a file, a folder, a number
        return ()
    named = [action.choices for action in actions if action.choices and not action.option_strings]
    if verb not in _CONFIGURED:
        return [str(choice) for choices in named for choice in choices]
    given = [
        word
        for last, word in itertools.pairwise(("", *before))
        if not word.startswith("-") and not _takes_value(flags.get(last))
    ]
    if not current and all("=" in word for word in given):
        return ()  # the spec, a file
    try:
        return _overrides(before, given, current)
    except (CharspecError, OSError):
        return ()


def _arguments(verb: str) -> Sequence[argparse.Action]:
    parser = argparse.ArgumentParser(prog=verb)
    importlib.import_module(f"charspec.cli.{verb.replace('-', '_')}").add_arguments(parser)
    return parser._actions


def _takes_value(flag: argparse.Action | None) -> bool:
    return flag is not None and flag.nargs is None


def _overrides(before: Sequence[str], given: Sequence[str], current: str) -> Iterable[str]:
    from charspec.cli.overrides import keys, values
    from charspec.conf_path import searching
    from charspec.project import project_dirs

    spec = next((word for word in given if "=" not in word), "character.yaml")
    added = [Path(folder) for flag, folder in itertools.pairwise(before) if flag == "--config-dir"]
    with searching([*project_dirs(Path(spec).parent), *(folder.expanduser() for folder in added)]):
        key, separator, value = current.partition("=")
        if not separator:
            return keys(dict(word.split("=", 1) for word in given if "=" in word), current)
        done = value[: value.rfind(",") + 1]  # `base=tiny,z`: a sweep names several
        return [f"{key}={done}{one}" for one in values(key)]

"""Finds `[tool.charspec.lint]` in pyproject.toml or charspec.toml, and the line of each of its keys."""

import pathlib
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from charspec.errors import CharspecError
from charspec.files import read_file, why
from charspec.lazy import pattern
from charspec.nearest import nearest
from charspec.project import COMPARE, CONFIG_FILES, ENHANCE
from charspec.project import KEY as CONFIG_DIRS

Table: TypeAlias = Mapping[str, object]
Keys: TypeAlias = tuple[str, ...]

MODEL_KEYS = ("encoder", "text-detector", "person-detector", "face-detector")
LISTS = ("select", "ignore", "extend-select", "extend-ignore")
KEYS = (*LISTS, "per-file-ignores", "thresholds", "docs-url", *MODEL_KEYS)
TABLE = ("tool", "charspec", "lint")
_OWN_TABLE = ("lint",)
"""In charspec.toml, the table may go without `tool.charspec`."""

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = pattern(rf"\s*\[\s*({_DOTTED})\s*\]")
_KEY = pattern(rf"\s*({_DOTTED})\s*=")
_RESEMBLES = 0.85
_MAX_BYTES = 1 << 20


class ConfigFile(NamedTuple):
    """The table of one file. `prefix` is where it stands there; keys are addressed from the top."""

    path: pathlib.Path
    table: Table
    prefix: Keys
    lines: Mapping[Keys, int]

    def where(self, *keys: str) -> str:
        """`file:line` of a key in the table, or of the nearest table around it that has a line."""
        return place(self.path, self.lines, (*self.prefix, *keys))


def find_table(folder: pathlib.Path) -> ConfigFile | None:
    """The table nearest above `folder`; CharspecError (exit 2) for a file that cannot be read or that says
    something about charspec which nothing would heed."""
    start = folder.resolve()
    for above in (start, *start.parents):
        for name in CONFIG_FILES:
            file = above / name
            if file.is_file() and (found := _read(file)):
                return found
    return None


def place(file: pathlib.Path, lines: Mapping[Keys, int], keys: Keys) -> str:
    """`file:line` of a key, or of the nearest table around it that has a line."""
    for length in range(len(keys), 0, -1):
        if keys[:length] in lines:
            return f"{file}:{lines[keys[:length]]}"
    return str(file)


def refuse_unknown(keys: Iterable[str], known: Iterable[str], name: str, where: str) -> None:
    """CharspecError (exit 2) for the first key that is none of `known`, with the one that was meant."""
    known = tuple(known)
    for key in keys:
        if key not in known:
            near = nearest(key, known)
            hint = f"Did you mean '{near}'?" if near else f"Known keys: {', '.join(known)}."
            raise CharspecError(f"unknown key '{key}' in {name}", where=where, hint=hint)


def _read(file: pathlib.Path) -> ConfigFile | None:
    import tomllib  # here: few specs have such a file above them, and every lint asks

    try:
        text = read_file(file, _MAX_BYTES).decode("utf-8-sig").replace("\r\n", "\n")
        document: Table = tomllib.loads(text)
    except RecursionError:
        raise CharspecError("is nested too deeply to be read as TOML", where=str(file)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CharspecError(f"cannot be read as TOML: {why(error)}", where=str(file)) from None
    lines = _lines(text)
    own = file.name == CONFIG_FILES[0]
    _refuse_misplaced(document, file, lines, own)
    found = [
        ConfigFile(file, table, keys, lines)
        for keys in ((_OWN_TABLE, TABLE) if own else (TABLE,))
        if (table := _table(document, keys, file, lines)) is not None
    ]
    if len(found) > 1:
        hint = "Keep one of them."
        raise CharspecError("has both [lint] and [tool.charspec.lint]", found[1].where(), hint)
    return found[0] if found else None


def _table(document: Table, keys: Keys, file: pathlib.Path, lines: Mapping[Keys, int]) -> Table | None:
    found: object = document
    for length, key in enumerate(keys, start=1):
        if not isinstance(found, dict) or key not in found:
            return None
        found = found[key]
        if not isinstance(found, dict):
            name = ".".join(keys[:length])
            raise CharspecError(f"{name} must be a table", where=place(file, lines, keys[:length]))
    return found if isinstance(found, dict) else None


def _refuse_misplaced(document: Table, file: pathlib.Path, lines: Mapping[Keys, int], own: bool) -> None:
    """What is meant for charspec and stands where it does not look."""
    tools = document.get("tool")
    tools = tools if isinstance(tools, dict) else {}
    for name in tools:
        alike = name != "charspec" and (
            name.startswith(("charspec-", "charspec_")) or _alike(name, "charspec") >= _RESEMBLES
        )
        if alike:
            where = place(file, lines, ("tool", name))
            hint = "Did you mean [tool.charspec.lint]?"
            raise CharspecError(f"[tool.{name}] is read by nothing", where, hint)
    ours = tools.get("charspec")
    ours = ours if isinstance(ours, dict) else {}
    _refuse_others(ours, ("tool", "charspec"), ("lint", COMPARE, ENHANCE, CONFIG_DIRS), file, lines)
    if own:
        _refuse_others(document, (), ("lint", COMPARE, ENHANCE, "tool", CONFIG_DIRS), file, lines)


def _refuse_others(
    table: Table, prefix: Keys, known: Keys, file: pathlib.Path, lines: Mapping[Keys, int]
) -> None:
    lint = f"[{'.'.join((*prefix, 'lint'))}]"
    for key in table:
        where = place(file, lines, (*prefix, key))
        if key in KEYS:
            raise CharspecError(f"'{key}' stands outside of {lint}", where, f"Write {lint} above it.")
        if key not in known:
            name = ".".join((*prefix, key))
            raise CharspecError(f"'{name}' is read by nothing", where, f"Did you mean {lint}?")


def _alike(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one.lower(), other).ratio()


def _lines(text: str) -> dict[Keys, int]:
    """The line of each table and key; a parser of TOML gives none. Lines within a text of several lines may
    be taken for keys: this is for messages only."""
    found: dict[Keys, int] = {}
    table: Keys = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER().match(line):
            table = new = _parts(header[1])
        elif key := _KEY().match(line):
            new = (*table, *_parts(key[1]))
        else:
            continue
        for length in range(1, len(new) + 1):
            found.setdefault(new[:length], number)
    return found


def _parts(dotted: str) -> Keys:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))

"""Pairs of a mapping, set and dropped all at once; comments and everything else stay as they are.

As with `charspec.source.edits`, what was written is read back before it is handed out: it says exactly what
was asked for, or an error says that the file has to be edited by hand.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from charspec.errors import CharspecError, Path, dotted
from charspec.source.edits import Edit, NewValue, apply_edits, new_pairs, rewrite
from charspec.source.model import Data
from charspec.source.parsed import Source
from charspec.source.reader import parse
from charspec.source.scalar_text import quoted
from charspec.source.scalars import Plain
from charspec.source.spelling import newline, rest_of_line

_PLAIN = re.compile(r"[^\W\d_](?:[\w ./'-]*[\w/'])?")
_MEANT_OTHERWISE = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null"))
"""Words that YAML, or the older YAML of other programs, does not read as text."""


def set_pairs(source: Source, parent: Path, pairs: Mapping[str, str], drop: Collection[str] = ()) -> str:
    """The text of a file with `pairs` below `parent`, a mapping or a key without a value, and without the
    keys `drop`. A value is text, written so that every reader takes it for text; a `Plain` one, such as
    `Plain("true")`, is written as it is.

    New keys stand at the end of the mapping, in the order given. Raises CharspecError (exit 1) if `parent` is
    neither, or what was written does not read back.
    """
    old = source.get(parent) if parent in source.values else ""
    if not (old is None or isinstance(old, dict)):
        raise _by_hand(source, parent)
    there = old or {}
    text = source.text
    if changed := [key for key in pairs if key in there]:
        text, _ = rewrite(source, [_rewritten((*parent, key), pairs[key]) for key in changed])
    if added := [key for key in pairs if key not in there]:
        now = parse(text, source.file)
        edit = new_pairs(now, parent, [f"{spelled(key)}: {spelled(pairs[key])}" for key in added])
        if edit is None:
            raise _by_hand(source, parent)
        text = apply_edits(text, [edit])
    for key in drop:
        if key in there:
            now = parse(text, source.file)
            text = apply_edits(text, [_removal(now, parent, key)])
    wanted = {key: value for key, value in there.items() if key not in drop} | dict(pairs)
    if not (_says(source, text, parent, wanted) or (not wanted and _says(source, text, parent, None))):
        raise _by_hand(source, parent)
    return text


def list_keys(source: Source, path: Path, keys: Sequence[str]) -> str:
    """The text of a file with the scalar at `path` replaced by a mapping of `keys` without values, one a
    line: `images: images/` becomes the list of the pictures in it. Raises CharspecError (exit 1) as
    `set_pairs` does.
    """
    node, key = source.values[path], source.keys[path]
    if source.values[path[:-1]].style == "flow":
        raise _by_hand(source, path)
    start = key.start - (source.text.rfind("\n", 0, key.start) + 1)
    end = rest_of_line(source.text, node.end)
    lines = "".join(f"{newline(source.text, end)}{' ' * (start + 2)}{spelled(name)}:" for name in keys)
    blank = source.text[: node.start].rstrip(" \t")
    text = apply_edits(source.text, [Edit(len(blank), node.end, ""), Edit(end, end, lines)])
    if not _says(source, text, path, dict.fromkeys(keys)):
        raise _by_hand(source, path)
    return text


def _rewritten(path: Path, text: str) -> NewValue:
    return NewValue(path, text, "bare" if isinstance(text, Plain) else "kept")


def spelled(text: str) -> str:
    """A text as YAML that every program reads as this text: plain where that is safe, else in double quotes.
    A `Plain` one stays as it is.

    >>> spelled("in a forest"), spelled("no"), spelled("a: b")
    ('in a forest', '"no"', '"a: b"')
    """
    if isinstance(text, Plain):
        return text
    safe = _PLAIN.fullmatch(text) and text.casefold() not in _MEANT_OTHERWISE
    return text if safe else quoted(text)


def _removal(source: Source, parent: Path, key: str) -> Edit:
    """Take a pair out, with its line or with the comma that sets it apart."""
    name, value = source.keys[(*parent, key)], source.values[(*parent, key)]
    if source.values[parent].style == "flow":
        before = source.text[: name.start].rstrip()
        if before.endswith(","):
            return Edit(len(before) - 1, value.end, "")
        after = re.compile(r"\s*,\s*").match(source.text, value.end)
        return Edit(name.start, after.end() if after else value.end, "")
    start = source.text.rfind("\n", 0, name.start) + 1
    end = rest_of_line(source.text, value.end)
    if end < len(source.text):
        return Edit(start, end + len(newline(source.text, end)), "")
    return Edit(max(start - 1, 0), end, "")


def _says(source: Source, text: str, path: Path, wanted: Data) -> bool:
    """Whether the text says `wanted` at `path`, and all else as the source does; CharspecError for words that
    no file may hold, such as `${HOME}`."""
    after = parse(text, source.file)
    if new := [problem for problem in after.problems if problem.message not in _messages(source)]:
        raise CharspecError(new[0].message, source.where(path), new[0].hint, exit_code=1)
    return after.data == _replaced(source.data, path, wanted)


def _messages(source: Source) -> set[str]:
    return {problem.message for problem in source.problems}


def _replaced(data: Data, path: Path, value: Data) -> Data:
    if not path:
        return value
    if isinstance(data, dict) and isinstance(path[0], str) and path[0] in data:
        return {**data, path[0]: _replaced(data[path[0]], path[1:], value)}
    if isinstance(data, list) and isinstance(path[0], int):
        return [_replaced(one, path[1:], value) if at == path[0] else one for at, one in enumerate(data)]
    return data


def _by_hand(source: Source, path: Path) -> CharspecError:
    what = f"{dotted(path)} cannot be edited here"
    return CharspecError(what, source.where(path), "Edit it by hand.", exit_code=1)

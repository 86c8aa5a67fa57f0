"""Changes as people read them: grouped, one line a value, captions as word diffs."""

from __future__ import annotations

import difflib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charspec.changes import ABSENT, GROUPS, Change
from charspec.errors import CharspecError, dotted

if TYPE_CHECKING:
    from charspec.compile import Compiled

_KEPT = 6
"""Words shown before and after a change within a long text."""

_FILES_SHOWN = 3

_LISTED = 4
"""Lists longer than that are shown by what went from them and what came."""

_ALIKE = 3
"""From this many captions on with the same change, it is shown once."""

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PICTURES = ("train", "items")

Origin = Callable[[Change], str | None]


def stale_text(path: Path, compiled: Compiled) -> str:
    """What a lock that is no longer true says otherwise than its spec, who changed it, and what it means."""
    from charspec.compile import consequence, lock_changes, origin_of, unread_changes
    from charspec.plan import read_lock

    try:
        lock = read_lock(path)
    except CharspecError as error:
        changes = unread_changes(path, compiled.lock)
        text = changes_text(changes, lambda change: origin_of(compiled, change.path))
        return f"{path}: stale\n  {error.message}\n{text}"
    changes = lock_changes(lock, compiled.lock)
    if not changes:
        return f"{path}: stale\n  only its form differs: it was written by another program\n"
    text = changes_text(changes, lambda change: origin_of(compiled, change.path))
    return f"{path}: stale\n{text}{consequence(lock, compiled.lock)}\n"


def changes_text(changes: Sequence[Change], origin: Origin = lambda change: None) -> str:
    """The changes by group; `origin` says who set the new value, shown behind it."""
    paint = _Paint(sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    lines: list[str] = []
    for group in GROUPS:
        found = [change for change in changes if change.group == group]
        if found:
            lines.append(paint.bold(group))
            lines += _pictures(found, origin, paint) if group == "dataset" else _values(found, origin, paint)
    return "".join(f"{line}\n" for line in lines)


def word_diff(before: str, after: str, paint: _Paint) -> str:
    """`… in a café, [-laughing-] {+smiling+}`; long stretches without a change are left out."""
    old, new = _words(before), _words(after)
    parts: list[str] = []
    for tag, i, j, k, n in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(_shortened(old[i:j], first=i == 0, last=j == len(old)))
        else:
            parts += [paint.red(f"[-{''.join(old[i:j])}-]")] if j > i else []
            parts += [paint.green(f"{{+{''.join(new[k:n])}+}}")] if n > k else []
    return "".join(parts)


def _values(changes: Sequence[Change], origin: Origin, paint: _Paint) -> Iterator[str]:
    files = [change for change in changes if change.path[:3] == ("train", "base", "files")]
    for change in changes:
        if change not in files[_FILES_SHOWN:]:
            yield f"  {_key(change)}  {_sides(change, paint)}{_from(change, origin)}"
    if len(files) > _FILES_SHOWN:
        yield f"  … and {len(files) - _FILES_SHOWN} more files of the base"


def _pictures(changes: Sequence[Change], origin: Origin, paint: _Paint) -> Iterator[str]:
    shared = _shared(changes)
    for alike in shared:
        yield f"  {len(alike)} pictures: {', '.join(str(change.path[2]) for change in alike)}"
        yield f"    caption  {_sides(alike[0], paint)}"
    rest = [change for change in changes if not any(change in alike for alike in shared)]
    for file, found in groupby(rest, key=lambda change: str(change.path[2])):
        listed = list(found)
        whole = listed[0] if len(listed[0].path) == len(_PICTURES) + 1 else None
        if whole is not None:
            word = paint.green("added") if whole.before is ABSENT else paint.red("removed")
            picture = whole.after if whole.before is ABSENT else whole.before
            yield f"  {file}  {word}{_from(whole, origin)}"
            yield f"    {picture['caption']}"
            continue
        yield f"  {file}"
        for change in listed:
            yield f"    {change.path[-1]}  {_sides(change, paint)}{_from(change, origin)}"


def _shared(changes: Sequence[Change]) -> list[list[Change]]:
    """Captions in which the same words changed, where there are three and more of them."""
    alike: dict[tuple[tuple[str, str], ...], list[Change]] = {}
    for change in changes:
        if change.path[-1] == "caption" and change.kind == "changed":
            alike.setdefault(_edits(change.before, change.after), []).append(change)
    return [found for found in alike.values() if len(found) >= _ALIKE]


def _edits(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What went and what came in its place, in order."""
    old, new = _words(before), _words(after)
    found = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(("".join(old[i:j]), "".join(new[k:n])) for tag, i, j, k, n in found if tag != "equal")


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s,.]+|[,.]", text)


def _key(change: Change) -> str:
    return change.key if change.group != "environment" else dotted(change.path[-1:])


def _sides(change: Change, paint: _Paint) -> str:
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and " " in before + after:
        return word_diff(before, after, paint)
    if isinstance(before, list) and isinstance(after, list) and len(before) + len(after) > _LISTED:
        gone = [f"[-{_shown(one)}-]" for one in before if one not in after]
        come = [f"{{+{_shown(one)}+}}" for one in after if one not in before]
        shown = [*map(paint.red, gone[:_LISTED]), *map(paint.green, come[:_LISTED])]
        more = len(gone) + len(come) - len(shown)
        return " ".join([f"{len(before)} → {len(after)}:", *shown, *([f"… and {more} more"] if more else [])])
    if before is ABSENT:
        return f"{paint.green('added')}: {_shown(after)}"
    if after is ABSENT:
        return f"{paint.red('removed')}: {_shown(before)}"
    return f"{_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value[:12] if _HASH.fullmatch(value) else value
    return json.dumps(value, ensure_ascii=False)


def _from(change: Change, origin: Origin) -> str:
    said = origin(change) if change.after is not ABSENT else None
    return f"  ({said})" if said else ""


def _shortened(words: Sequence[str], first: bool, last: bool) -> str:
    """Words that did not change, those far from any change as `…`."""
    # Each word and each blank between is an element of its own.
    before, after = (0 if first else 2 * _KEPT), (0 if last else 2 * _KEPT)
    if len(words) <= before + after + 2 * _KEPT:
        return "".join(words)
    head, tail = "".join(words[:before]).rstrip(), "".join(words[len(words) - after :]).lstrip(" ,.")
    return f"… {tail}" if first else f"{head} …" if last else f"{head} … {tail}"


class _Paint:
    """Colours where the terminal shows them."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def bold(self, text: str) -> str:
        return self._as("1", text)

    def red(self, text: str) -> str:
        return self._as("31", text)

    def green(self, text: str) -> str:
        return self._as("32", text)

    def _as(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

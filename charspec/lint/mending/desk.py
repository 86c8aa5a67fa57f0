"""The files of one spec while they are mended: what fixes make of them, in memory."""

import pathlib
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple, TypeAlias

from charspec.dataset import Item
from charspec.errors import CharspecError, Path
from charspec.lint.context import Context
from charspec.lint.finding import Finding, Scope
from charspec.lint.mending.change import Change
from charspec.lint.mending.rows import rewrite_rows
from charspec.source import Manner, NewValue, Source, rest_of_line, rewrite
from charspec.spec import LoadedSpec, why_outside

_MANNERS: Mapping[Scope, Manner] = {"value": "kept", "bare": "bare", "line": "line"}
_BOM = "\ufeff"
_FIRST = ("C117",)
"""What is mended before the rest: where `[trigger]` stands, the trigger does not have to be put in front, and
the traits know where they belong."""


class Target(NamedTuple):
    """What is changed: a value (or its line, or its file), wherever it stands."""

    path: Path
    scope: Scope


_Function: TypeAlias = Callable[[str], str]
_Fixes: TypeAlias = dict[Target, list[tuple[Finding, _Function]]]


class Desk:
    """The texts of a spec and of the files beside it, byte order marks included, as they are to be.

    `spec` is the spec's text; `texts` are those of sidecars and metadata, by their path relative to it, as
    soon as a fix touches them.
    """

    def __init__(self, loaded: LoadedSpec, path: pathlib.Path) -> None:
        self.spec = (_BOM if loaded.source.bom else "") + loaded.source.text
        self.texts: dict[str, str] = {}
        self._before = {"": self.spec}
        self._told: dict[str, set[tuple[str, Path]]] = {}
        self._shown = loaded.source.file
        self._folder = loaded.folder
        self._path = path

    def make(self, findings: Iterable[Finding], context: Context, aside: set[Target]) -> set[Target]:
        """Make the fixes of one round of linting, but for what is set aside; returns what changed."""
        by_file: dict[str, _Fixes] = {}
        for finding in sorted(findings, key=lambda one: (one.code not in _FIRST, one.code)):
            for path, function, scope in finding.fix.edits if finding.fix else ():
                item = _beside(path, context)
                target = Target(path, scope)
                if target not in aside:
                    fixes = by_file.setdefault(item.caption_location.file if item else "", {})
                    fixes.setdefault(target, []).append((finding, function))
        changed: set[Target] = set()
        for file, fixes in by_file.items():
            done = (
                self._make_beside(file, fixes, context) if file else self._make_in_spec(fixes, context.source)
            )
            told = {(finding.code, finding.path) for target in done for finding, _ in fixes[target]}
            self._told.setdefault(file, set()).update(told)
            changed |= done
        return changed

    def forget(self, findings: Iterable[Finding]) -> None:
        """These are still found in the end: they were not mended, though something was tried."""
        left = {(finding.code, finding.path) for finding in findings}
        for told in self._told.values():
            told -= left

    def changes(self) -> list[Change]:
        """What became of each file, those that stayed as they were left out."""
        found: list[Change] = []
        for file, before in self._before.items():
            path, after = (self._folder / file, self.texts[file]) if file else (self._path, self.spec)
            if before != after:
                found.append(Change(self._name(file), path, before, after, len(self._told.get(file, ()))))
        return found

    def _name(self, file: str) -> str:
        """The name to show for a file, given relative to the spec's folder; empty for the spec itself."""
        return (pathlib.PurePosixPath(self._shown).parent / file).as_posix() if file else self._shown

    def _make_in_spec(self, fixes: _Fixes, source: Source) -> set[Target]:
        """Rewrite values of the spec; a value that cannot be rewritten in place stays as it is."""
        mark = _BOM if source.bom else ""
        values: dict[Path, tuple[Target, NewValue]] = {}
        for target, functions in fixes.items():
            if target.scope == "file":
                before, self.spec = self.spec, _applied(self.spec, functions)
                # What a whole file becomes moves every place in it: the rest waits for the next round.
                if self.spec != before:
                    return {target}
                continue
            old = _as_written(source, target)
            # One way of writing a value a round: fixes that ask for another one follow in the next.
            if old is not None and target.path not in values:
                new = _applied(old, functions)
                # What is written otherwise may say the same: a number without quotes, a line inside them.
                if new != old or target.scope != "value":
                    values[target.path] = target, NewValue(target.path, new, _MANNERS[target.scope])
        text, done = rewrite(source, [value for _, value in values.values()])
        if not done or text == source.text:
            return set()
        self.spec = mark + text
        return {values[path][0] for path in done}

    def _make_beside(self, file: str, fixes: _Fixes, context: Context) -> set[Target]:
        """Rewrite a sidecar or rows of metadata; nothing if the file may not be written."""
        # A link that leaves the spec's folder is followed for reading, never for writing.
        if why_outside(self._folder, file):
            return set()
        if file not in self.texts:
            self._before[file] = self.texts[file] = self._read(file)
        changed: set[Target] = set()
        rows: dict[int, _Function] = {}
        # A fix of the whole file comes first: it moves what rows and lines are counted by.
        for target, functions in sorted(fixes.items(), key=lambda one: one[0].scope != "file"):
            change = partial(_noted, functions=functions, target=target, changed=changed)
            item = context.by_file[str(target.path[1])]
            if target.scope == "file":
                self.texts[file] = change(self.texts[file])
                if changed:
                    return changed
            elif item.caption_source == "sidecar":
                # Of two pictures that share a sidecar each has all its faults: they are mended once.
                if not changed:
                    self.texts[file] = _in_sidecar(self.texts[file], change)
            elif span := item.caption_location.span:
                rows[span.line] = change
        if rows:
            mark, text = _marked(self.texts[file])
            self.texts[file] = mark + rewrite_rows(text, file, rows)
        return changed

    def _read(self, file: str) -> str:
        try:
            return (self._folder / file).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            message, hint = "changed while it was being read", "Run the command again."
            raise CharspecError(message, self._name(file), hint, 1) from None


def _beside(path: Path, context: Context) -> Item | None:
    """The item whose caption a path addresses, if that stands beside the spec."""
    if len(path) != 3 or path[0] != "images" or path[2] != "caption":
        return None
    item = context.by_file.get(str(path[1]))
    return item if item and item.caption_source in ("sidecar", "metadata") else None


def _as_written(source: Source, target: Target) -> str | None:
    """What a rewrite of a value is given; None if there is no such value."""
    value = source.get(target.path) if target.path in source.values else None
    if not isinstance(value, str):
        return None
    node = source.values[target.path]
    if target.scope == "line":
        return source.text[node.start : rest_of_line(source.text, node.end)].rstrip()
    return value.rstrip("\n") if node.style in ("literal", "folded") else str(value)


def _in_sidecar(text: str, change: _Function) -> str:
    """A sidecar with its caption changed; what surrounds it, blanks and the last line break, stays."""
    mark, rest = _marked(text)
    body = rest.strip()
    start = len(rest) - len(rest.lstrip())
    return mark + rest[:start] + change(body) + rest[start + len(body) :]


def _marked(text: str) -> tuple[str, str]:
    return (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)


def _applied(text: str, functions: Iterable[tuple[Finding, _Function]]) -> str:
    for _, function in functions:
        text = function(text)
    return text


def _noted(
    text: str, functions: Iterable[tuple[Finding, _Function]], target: Target, changed: set[Target]
) -> str:
    """The text after its fixes; `changed` learns whether they changed it."""
    new = _applied(text, functions)
    if new != text:
        changed.add(target)
    return new

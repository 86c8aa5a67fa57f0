"""`--fix`: safe fixes in the spec, a sidecar or a row of metadata, with comments and line endings kept."""

import difflib
import os
import pathlib
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from charspec.dataset import Item
from charspec.errors import CharspecError, Path
from charspec.lint.config import LintConfig, load_config
from charspec.lint.context import Context
from charspec.lint.engine import check
from charspec.lint.finding import Finding
from charspec.lint.rows import rewrite_row
from charspec.source import Edit, Source, apply_edits, replace
from charspec.spec import load_spec, why_outside

_Changes: TypeAlias = dict[Path, list[Callable[[str], str]]]
_Caption: TypeAlias = tuple[Item, list[Callable[[str], str]]]


@dataclass(frozen=True)
class Change:
    """What fixing does to one file. `fixes` is how many findings it mends; nothing is written yet."""

    file: str
    path: pathlib.Path
    before: str
    after: str
    fixes: int
    bom: bool = False

    def write(self) -> None:
        """Replace the file in one step: a crash leaves the old file or the new one, never a part.

        Raises CharspecError if the file is not what it was when it was read.
        """
        mark = "\ufeff" if self.bom else ""
        if self.path.read_bytes() != (mark + self.before).encode("utf-8"):
            raise CharspecError("changed while it was being mended", self.file, "Run the command again.", 1)
        target = self.path.resolve()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write((mark + self.after).encode("utf-8"))
                os.fchmod(stream.fileno(), target.stat().st_mode & 0o7777)
            pathlib.Path(name).replace(target)
        except BaseException:
            pathlib.Path(name).unlink(missing_ok=True)
            raise


def diff_of(change: Change) -> str:
    """A change as a unified diff."""
    lines = difflib.unified_diff(
        change.before.splitlines(keepends=True),
        change.after.splitlines(keepends=True),
        change.file,
        change.file,
    )
    ended = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(ended)


def mend(path: pathlib.Path, shown: str | None = None, config: LintConfig | None = None) -> list[Change]:
    """What the safe fixes change, file by file; nothing is written. Ignored findings are left alone."""
    result, context = check(load_spec(path, shown), config or load_config(path.parent))
    changes = _changes(result.findings)
    in_spec: _Changes = {}
    beside: dict[str, dict[str, list[Callable[[str], str]]]] = {}
    for target, functions in changes.items():
        item = context.by_file.get(str(target[1])) if target[0] == "images" else None
        if item and item.caption_source in ("sidecar", "metadata"):
            beside.setdefault(item.caption_location.file, {})[item.file] = functions
        else:
            in_spec[target] = functions
    found = [_mend_spec(context.source, in_spec, path)]
    for file, by_item in beside.items():
        captions = [(context.by_file[name], functions) for name, functions in by_item.items()]
        found.append(_mend_beside(context, file, captions))
    return [change for change in found if change and change.before != change.after]


def _changes(findings: Iterable[Finding]) -> _Changes:
    """What the safe fixes do to each value, in the order of the rules' codes."""
    changes: _Changes = {}
    for finding in sorted(findings, key=lambda one: one.code):
        if finding.fix and finding.fix.safe:
            for rewrite in finding.fix.edits:
                changes.setdefault(rewrite.path, []).append(rewrite.change)
    return changes


def _rewritten(text: str, functions: Iterable[Callable[[str], str]]) -> str:
    """A value after its changes, one after the other."""
    for function in functions:
        text = function(text)
    return text


def _mend_spec(source: Source, changes: _Changes, path: pathlib.Path) -> Change | None:
    """The spec with its own values rewritten; a value that cannot be rewritten in place stays as it is."""
    edits: list[Edit] = []
    fixes = 0
    for target, functions in changes.items():
        value = source.get(target) if target in source.values else None
        if not isinstance(value, str):
            continue
        try:
            edits.append(replace(source, target, _rewritten(value.rstrip("\n"), functions)))
        except CharspecError:
            continue
        fixes += len(functions)
    if not edits:
        return None
    return Change(source.file, path, source.text, apply_edits(source.text, edits), fixes, source.bom)


def _mend_beside(context: Context, file: str, captions: Sequence[_Caption]) -> Change | None:
    """A sidecar or a file of metadata with captions rewritten; None if it may not or cannot be written."""
    # A link that leaves the spec's folder is followed for reading, never for writing.
    if why_outside(context.folder, file):
        return None
    path = context.folder / file
    raw = path.read_bytes().decode("utf-8")
    bom = raw.startswith("\ufeff")
    text = raw.removeprefix("\ufeff")
    after = text
    fixes = 0
    for item, functions in captions:
        if item.caption_source == "sidecar":
            body = text.strip()
            new = text.replace(body, _rewritten(body, functions), 1) if body else text
        else:
            line = item.caption_location.span.line if item.caption_location.span else 1
            new = rewrite_row(after, file, line, partial(_rewritten, functions=functions))
        fixes += len(functions) if new != after else 0
        after = new
    shown = (pathlib.PurePosixPath(context.source.file).parent / file).as_posix()
    return Change(shown, path, text, after, fixes, bom)

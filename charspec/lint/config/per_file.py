"""`per-file-ignores`: rules that do not count for some files."""

import functools
import os
import pathlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from charspec.lint.finding import Finding
from charspec.lint.registry import matching


class PerFile(NamedTuple):
    """A pattern, the selectors that are ignored in files it fits, and the folder it is relative to.

    `*` is any part of a name, `**` any folders. A pattern without a slash fits a name in every folder; one
    that fits a folder fits all that is in it.
    """

    pattern: str
    codes: tuple[str, ...]
    root: pathlib.Path

    def fits(self, file: str) -> bool:
        """Whether the pattern fits a file, given by its absolute path."""
        relative = os.path.relpath(file, self.root).replace(os.sep, "/")
        return not relative.startswith("../") and bool(_compiled(self.pattern).fullmatch(relative))


def covering(rules: Iterable[PerFile], finding: Finding, spec: pathlib.Path, shown: str) -> PerFile | None:
    """The first of `rules` that ignores a finding: in the spec at `spec` (which findings call `shown`), in
    the file it points to, or about the picture it is about."""
    for one in rules:
        if finding.code in matching(one.codes) and any(map(one.fits, _files(finding, spec, shown))):
            return one
    return None


def _files(finding: Finding, spec: pathlib.Path, shown: str) -> tuple[str, ...]:
    folder = os.path.realpath(spec.parent)
    beside = os.path.relpath(finding.location.file, pathlib.PurePath(shown).parent)
    names = [spec.name, beside]
    if len(finding.path) > 1 and finding.path[0] == "images":
        names.append(str(finding.path[1]))
    return tuple(os.path.normpath(os.path.join(folder, name)) for name in names)  # noqa: PTH118


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    bare = pattern.strip("/")
    regex = "".join(_part(one) for one in re.split(r"(\*\*/?|\*|\?)", bare))
    anywhere = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    return re.compile(f"{anywhere}{regex}(?:/.*)?", re.DOTALL)


def _part(text: str) -> str:
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return known.get(text) or re.escape(text)

"""`--baseline FILE`: the findings of a day, kept quiet from then on; what is new still shows.

The file is JSON with one entry a finding, in a stable order, so that a diff of it reads as what was mended.
A finding is known again by its fingerprint, wherever its lines have moved.
"""

import json
import os
import pathlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from charspec.errors import CharspecError
from charspec.files import read_file, why
from charspec.lint.finding import Finding
from charspec.lint.reporting.fingerprint import fingerprints
from charspec.lint.reporting.record import utf8
from charspec.lint.result import LintResult, Waived

Entry: TypeAlias = dict[str, str]
_VERSION = 1
_MAX_BYTES = 64 << 20
_KEYS = ("spec", "code", "name", "message", "fingerprint")
_AGAIN = "Make it anew with --write-baseline."


def read_baseline(file: pathlib.Path) -> list[Entry]:
    """The entries of a baseline; CharspecError (exit 2) if there is none or it is something else."""
    try:
        document: Any = json.loads(read_file(file, _MAX_BYTES))
    except FileNotFoundError:
        raise CharspecError("there is no such baseline", str(file), "--write-baseline makes it.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise CharspecError(f"cannot be read as a baseline: {why(error)}", str(file), _AGAIN) from None
    if not isinstance(document, dict) or document.get("version") != _VERSION:
        raise CharspecError(f"is no baseline of version {_VERSION}", str(file), _AGAIN)
    entries = document.get("findings")
    if not isinstance(entries, list) or not all(map(_is_entry, entries)):
        raise CharspecError("is a baseline with entries that are none", str(file), _AGAIN)
    return entries


def write_baseline(file: pathlib.Path, results: Sequence[LintResult]) -> int:
    """Make the findings of these specs the baseline; entries of other specs stay. Returns how many are
    written.

    What cannot be read is left out: silence about it would claim that the spec is sound.
    """
    specs = {_name(result, file) for result in results}
    kept = [one for one in read_baseline(file) if one["spec"] not in specs] if file.exists() else []
    new = [
        _entry(finding, fingerprint, result, file)
        for result in results
        for finding, fingerprint in _prints(result)
        if not _always(finding)
    ]
    entries = sorted((*kept, *new), key=lambda one: tuple(one[key] for key in _KEYS))
    document = {"version": _VERSION, "findings": entries}
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    return len(entries)


def without_baseline(
    results: Iterable[LintResult], entries: Sequence[Entry], file: pathlib.Path
) -> tuple[list[LintResult], list[Entry]]:
    """Results with what the baseline knows among the waived; and the entries of their specs that nothing
    was found for any more."""
    left = {(one["spec"], one["fingerprint"]): one for one in entries}
    found: list[LintResult] = []
    specs = set()
    for result in results:
        spec = _name(result, file)
        specs.add(spec)
        new: list[Finding] = []
        waived = list(result.waived)
        for finding, fingerprint in _prints(result):
            if not _always(finding) and (spec, fingerprint) in left:
                del left[spec, fingerprint]
                waived.append(Waived(finding, "baseline", f"in {file.name}"))
            else:
                new.append(finding)
        found.append(result._replace(findings=tuple(new), waived=tuple(waived)))
    return found, [one for (spec, _), one in left.items() if spec in specs]


def _prints(result: LintResult) -> Iterable[tuple[Finding, str]]:
    # Without the spec's name: the entry has it, and a folder that is renamed can be renamed there too.
    return fingerprints(result.findings, result.file, "")


def _entry(finding: Finding, fingerprint: str, result: LintResult, file: pathlib.Path) -> Entry:
    values = (_name(result, file), finding.code, finding.name, utf8(finding.message), fingerprint)
    return dict(zip(_KEYS, values, strict=True))


def _name(result: LintResult, file: pathlib.Path) -> str:
    """A spec as the baseline names it: from the baseline's folder, whatever the command was called in."""
    folder = os.path.abspath(file.parent)  # noqa: PTH100 (a link stays the name the user knows)
    return utf8(os.path.relpath(result.file, folder)).replace(os.sep, "/")


def _is_entry(one: object) -> bool:
    return isinstance(one, dict) and all(isinstance(one.get(key), str) for key in _KEYS)


def _always(finding: Finding) -> bool:
    return finding.code.startswith("S") and finding.severity == "error"

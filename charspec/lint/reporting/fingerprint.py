"""What makes a finding the same one in another run, wherever its lines have moved."""

import hashlib
import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from charspec.lint.finding import Finding
from charspec.lint.reporting.record import utf8

_QUOTED = re.compile(r"'([^']*)'")


def fingerprints(findings: Iterable[Finding], spec: str, name: str) -> Iterator[tuple[Finding, str]]:
    """Each finding of a spec with its fingerprint; no two of a spec are the same.

    `spec` is the spec as the findings show it, `name` as it is called for good (relative to the repository,
    say). A fingerprint rests on the rule, the severity, the address in the spec and the words in quotes, but
    neither on lines and columns nor on the rest of the message (`in 9 of 12 captions`): those change while
    the fault stays.
    """
    seen: Counter[str] = Counter()
    for finding in findings:
        one = _digest(finding, spec, name)
        seen[one] += 1
        yield finding, f"{one}:{seen[one]}"


def _digest(finding: Finding, spec: str, name: str) -> str:
    beside = posixpath.relpath(finding.location.file, posixpath.dirname(spec) or ".")
    words = _QUOTED.findall(finding.message)
    what = [finding.code, finding.severity, name, beside, list(finding.path), words]
    said = json.dumps(what, ensure_ascii=True)
    return hashlib.sha256(utf8(said).encode()).hexdigest()[:32]

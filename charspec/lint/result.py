"""What linting one spec gave."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from charspec.lint.finding import SEVERITIES, Finding, Severity

WaivedBy: TypeAlias = Literal["comment", "per-file-ignores", "baseline"]


class Waived(NamedTuple):
    """A finding that someone has decided to keep: by what, and the reason given (empty if there is none)."""

    finding: Finding
    by: WaivedBy
    reason: str = ""


class LintResult(NamedTuple):
    """The findings of one spec, in the order of their places.

    `file` is the spec as shown to the user, `texts` the texts that findings point into, by file, `pictures`
    how many pictures the set has (0 if the spec could not be read), and `waived` what was found and is to be
    kept: reports count it. `docs` is where the pages of the rules are published, if that is configured.
    """

    file: str
    findings: tuple[Finding, ...]
    texts: Mapping[str, str]
    pictures: int
    waived: tuple[Waived, ...] = ()
    docs: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that refuse a training."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def count(results: Iterable[LintResult]) -> dict[Severity, int]:
    """How many findings there are of each severity."""
    counts: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
    for result in results:
        for finding in result.findings:
            counts[finding.severity] += 1
    return counts

"""`--statistics`: how many findings each rule has, instead of the findings."""

from collections import Counter
from collections.abc import Sequence

from charspec.lint.finding import SEVERITIES
from charspec.lint.reporting.summary import summary
from charspec.lint.result import LintResult


def statistics(results: Sequence[LintResult]) -> str:
    """One line for each rule and severity, the most frequent first, and the summary line."""
    findings = [one for result in results for one in result.findings]
    counts = Counter((one.severity, one.code, one.name) for one in findings)
    fixable = Counter((one.severity, one.code, one.name) for one in findings if one.fix)
    ordered = sorted(counts, key=lambda one: (-counts[one], SEVERITIES.index(one[0]), one[1]))
    digits = len(f"{max(counts.values(), default=0):,}")
    names = max((len(name) for _, _, name in counts), default=0)
    lines = [
        f"{counts[one]:>{digits},}  {one[0]:<7}  {one[1]}  {one[2]:<{names}}"
        f"{f'  {fixable[one]:,} with a fix' if fixable[one] else ''}".rstrip()
        for one in ordered
    ]
    return "\n".join([*lines, *([""] if lines else []), summary(results)]) + "\n"

"""The last line of a report."""

from collections.abc import Sequence

from charspec.lint.result import LintResult, count
from charspec.lint.wording import plural

_WORDS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("info", "info")}


def summary(results: Sequence[LintResult]) -> str:
    """`2 errors and 1 warning in 1 spec (12 pictures); 1 can be mended with --fix; 3 findings ignored`."""
    specs = plural(len(results), "spec")
    if pictures := sum(one.pictures for one in results):
        specs += f" ({plural(pictures, 'picture')})"
    counted = [
        f"{number:,} {_WORDS[severity][number != 1]}" for severity, number in count(results).items() if number
    ]
    listed = " and ".join(filter(None, (", ".join(counted[:-1]), counted[-1]))) if counted else ""
    parts = [f"{listed or 'nothing to mend'} in {specs}"]
    fixes = [one.fix for result in results for one in result.findings if one.fix]
    if safe := sum(fix.safe for fix in fixes):
        parts.append(f"{safe:,} can be mended with --fix")
    if unsafe := len(fixes) - safe:
        parts.append(
            f"{unsafe:,} more with --unsafe-fixes" if safe else f"{unsafe:,} with --fix --unsafe-fixes"
        )
    if waived := sum(len(result.waived) for result in results):
        parts.append(f"{plural(waived, 'finding')} ignored")
    return "; ".join(parts)

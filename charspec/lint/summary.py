"""The last line of a report."""

from collections.abc import Sequence

from charspec.lint.result import LintResult, count
from charspec.lint.wording import plural

_WORDS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("info", "info")}


def summary(results: Sequence[LintResult]) -> str:
    """`2 errors and 1 warning in 1 spec (12 pictures); 1 can be mended with --fix`."""
    specs = plural(len(results), "spec")
    if pictures := sum(one.pictures for one in results):
        specs += f" ({plural(pictures, 'picture')})"
    counted = [
        f"{number} {_WORDS[severity][number != 1]}" for severity, number in count(results).items() if number
    ]
    if not counted:
        return f"nothing to mend in {specs}"
    listed = " and ".join(filter(None, (", ".join(counted[:-1]), counted[-1])))
    fixable = sum(bool(one.fix and one.fix.safe) for result in results for one in result.findings)
    fixes = f"; {fixable} can be mended with --fix" if fixable else ""
    return f"{listed} in {specs}{fixes}"

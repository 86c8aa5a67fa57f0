"""Lint: findings about a spec, its pictures and captions, each with its place and the next step."""

from typing import TYPE_CHECKING

from charspec.lazy import lazily
from charspec.lint.discover import find_specs
from charspec.lint.finding import SEVERITIES, Finding, Fix, Hit, Location, Rewrite, Severity
from charspec.lint.result import LintResult, count

if TYPE_CHECKING:
    from charspec.lint.change import Change, diff_of, write_all
    from charspec.lint.config import LintConfig, load_config
    from charspec.lint.fix import mend
    from charspec.lint.single import lint_spec, lint_text

__all__ = [
    "SEVERITIES",
    "Change",
    "Finding",
    "Fix",
    "Hit",
    "LintConfig",
    "LintResult",
    "Location",
    "Rewrite",
    "Severity",
    "count",
    "diff_of",
    "find_specs",
    "lint_spec",
    "lint_text",
    "load_config",
    "mend",
    "write_all",
]

# These read specs; a run with nothing new to find does without them.
__getattr__ = lazily(
    __name__,
    {
        "change": ("Change", "diff_of", "write_all"),
        "config": ("LintConfig", "load_config"),
        "fix": ("mend",),
        "single": ("lint_spec", "lint_text"),
    },
)

"""Lint: findings about a spec, its pictures and captions, each with its place and the next step."""

from typing import TYPE_CHECKING

from charspec.lazy import lazily
from charspec.lint.finding import SEVERITIES, Finding, Fix, Hit, Location, Rewrite, Severity
from charspec.lint.result import LintResult, count
from charspec.lint.running.discover import find_specs

if TYPE_CHECKING:
    from charspec.lint.config.load import LintConfig, load_config
    from charspec.lint.mending.change import Change, diff_of, write_all
    from charspec.lint.mending.fix import mend
    from charspec.lint.running.single import lint_spec, lint_text

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
        "mending.change": ("Change", "diff_of", "write_all"),
        "config.load": ("LintConfig", "load_config"),
        "mending.fix": ("mend",),
        "running.single": ("lint_spec", "lint_text"),
    },
)

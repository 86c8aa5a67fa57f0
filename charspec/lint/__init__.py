"""Lint: findings about a spec, its pictures and captions, each with its place and the next step."""

import pathlib

from charspec.lint.change import Change, diff_of, write_all
from charspec.lint.config import LintConfig, load_config
from charspec.lint.discover import find_specs
from charspec.lint.engine import check
from charspec.lint.finding import Finding, Fix, Hit, Location, Rewrite, Severity
from charspec.lint.fix import mend
from charspec.lint.result import LintResult, count
from charspec.spec import load_spec, load_text

__all__ = [
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


def lint_spec(path: pathlib.Path, shown: str | None = None, config: LintConfig | None = None) -> LintResult:
    """Lint one spec; `shown` is the name to print for it.

    Without `config`, that of the nearest charspec.toml or pyproject.toml counts. Raises CharspecError (exit
    2) if there is no such file; whatever the file says is in the findings.
    """
    loaded = load_spec(path, shown)
    return check(loaded, config or load_config(path.parent))[0]


def lint_text(
    text: bytes | str, folder: pathlib.Path, shown: str = "character.yaml", config: LintConfig | None = None
) -> LintResult:
    """Lint a spec's text that belongs into `folder`, where its pictures and sidecars are."""
    loaded = load_text(text, folder, shown)
    return check(loaded, config or load_config(folder))[0]

"""Lints many specs in one run."""

import pathlib
from collections.abc import Callable, Sequence

from charspec.lint.choices import Choices
from charspec.lint.engine import check
from charspec.lint.neighbours import clashing, neighbour_of
from charspec.lint.result import LintResult
from charspec.spec import load_spec

Report = Callable[[int, int], None]
"""Called with how many specs are done, and of how many."""


def lint_paths(
    specs: Sequence[pathlib.Path],
    choices: Choices | None = None,
    *,
    jobs: int | None = None,
    cache: bool = True,
    report: Report | None = None,
) -> list[LintResult]:
    """The findings of each spec, in the order of `specs`; the specs know of each other (T104).

    `jobs` is the number of processes (as many as there are cores, if it pays); without `cache`, findings are
    neither taken from the cache nor kept there. Raises CharspecError (exit 2) for a spec that is not there
    and for a configuration that cannot be.
    """
    choices = choices or Choices()
    configs = [choices.config(path.parent) for path in specs]
    loaded = [load_spec(path) for path in specs]
    neighbours = [neighbour for one in loaded if (neighbour := neighbour_of(one))]
    results: list[LintResult] = []
    for one, config in zip(loaded, configs, strict=True):
        own = neighbour_of(one)
        near = clashing(own, neighbours) if own else ()
        results.append(check(one, config, near)[0])
        if report:
            report(len(results), len(specs))
    return results

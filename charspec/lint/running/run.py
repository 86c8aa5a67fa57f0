"""Lints the specs of a run: from the cache what has not changed, in processes what takes long."""

import functools
import os
import pathlib
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from charspec.lint.config.choices import Choices
from charspec.lint.result import LintResult
from charspec.lint.running.findings_cache import FindingsCache, Linted
from charspec.lint.running.plain import Json, from_plain, to_plain
from charspec.lint.sets.neighbours import Neighbour, all_clashing

Report = Callable[[int, int], None]
"""Called with how many specs are done, and of how many."""

_ALONE = 0.5
"""Seconds of work in this process before others are started: most runs are over by then."""


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
    run = _Run(choices or Choices(), jobs or _cores(), cache, report)
    store = FindingsCache(run.choices) if cache else None
    known = [store.find(spec) if store else None for spec in specs]
    new = [_Task(spec) for spec, kept in zip(specs, known, strict=True) if kept is None]
    fresh = run.over(new, len(specs))
    linted = [kept or next(fresh) for kept in known]
    near = all_clashing([one.neighbour for one in linted])
    # Who clashes with whom is known when all have been read; the few that do are judged once more.
    other = [number for number, one in enumerate(linted) if one.near != near[number]]
    tasks = [_Task(specs[number], near[number]) for number in other]
    for number, one in zip(other, run.over(tasks, len(tasks)), strict=True):
        linted[number] = one
    if store and new:
        store.prune()
    return [one.result for one in linted]


class _Task(NamedTuple):
    spec: pathlib.Path
    near: tuple[Neighbour, ...] = ()


class _Run(NamedTuple):
    """What all specs of a run have in common."""

    choices: Choices
    jobs: int
    cache: bool
    report: Report | None

    def over(self, tasks: Sequence[_Task], total: int) -> Iterator[Linted]:
        """Lint some of `total` specs, in order; the others were cached."""
        done = total - len(tasks)
        for linted in self._each(tasks):
            done += 1
            if self.report:
                self.report(done, total)
            yield linted

    def _each(self, tasks: Sequence[_Task]) -> Iterator[Linted]:
        if not tasks:
            return
        until = time.monotonic() + _ALONE
        # Imported where a spec has to be read: a run with nothing new does without all that.
        from charspec.lint.running.single import lint_one

        lint = functools.partial(lint_one, self.choices, self.cache)
        yield lint(*tasks[0])
        for number, task in enumerate(tasks[1:], start=1):
            left = len(tasks) - number
            if self.jobs > 1 and left > 1 and time.monotonic() > until:
                from charspec.lint.running.pool import in_processes

                answers = in_processes(
                    functools.partial(_plainly, lint), tasks[number:], min(self.jobs, left)
                )
                yield from (Linted(*map(from_plain, answer)) for answer in answers)
                return
            yield lint(*task)


def _plainly(lint: Callable[..., Linted], task: _Task) -> list[Json]:
    """What a process hands back: plain data, since what mends a finding are functions that cannot travel."""
    return [to_plain(part) for part in lint(*task)]


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

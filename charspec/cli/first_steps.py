"""What lint says of a new spec, and the commands that come next."""

from __future__ import annotations

import shlex
from pathlib import Path

_SHOWN = 8


def lint_lines(spec: Path) -> str:
    """The gravest findings of a spec, a line each, and the count of all."""
    from charspec.lint import SEVERITIES
    from charspec.lint.run import lint_paths
    from charspec.lint.screen import safe
    from charspec.lint.summary import summary

    results = lint_paths([spec])
    found = sorted(results[0].findings, key=lambda one: SEVERITIES.index(one.severity))
    lines = [f"{one.severity}: {safe(one.message)} ({one.code})" for one in found[:_SHOWN]]
    if more := len(found) - len(lines):
        lines.append(f"and {more} more")
    return "\n".join([*lines, f"lint: {summary(results)}"])


def first_steps(spec: Path, incomplete: bool) -> str:
    """The next three commands for a spec; drafts of captions come first where some are missing."""
    name = shlex.quote(str(spec))
    steps = [
        (f"charspec caption {name}", "draft the captions that are missing")
        if incomplete
        else (f"charspec compile {name} --dry-run", "steps, memory and time before anything runs"),
        (f"charspec lint {name}", "what to mend, and how"),
        (f"charspec train {name}", "train it, with pictures of every epoch"),
    ]
    if not incomplete:
        steps[0], steps[1] = steps[1], steps[0]
    width = max(len(command) for command, _ in steps)
    return "\n".join(["next:", *(f"  {command.ljust(width)}   {why}" for command, why in steps)])

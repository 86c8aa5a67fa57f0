"""What lint says of a new spec, and the commands that come next."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charspec.lint import Finding

_SHOWN = 8


def lint_lines(spec: Path) -> str:
    """What lint finds in a spec, the gravest first, one line for all findings of a rule, and their count."""
    from charspec.lint import SEVERITIES
    from charspec.lint.reporting.screen import safe
    from charspec.lint.reporting.summary import summary
    from charspec.lint.running.run import lint_paths
    from charspec.lint.wording import plural

    results = lint_paths([spec])
    by_rule: dict[str, list[Finding]] = {}
    for one in sorted(results[0].findings, key=lambda one: SEVERITIES.index(one.severity)):
        by_rule.setdefault(one.code, []).append(one)
    lines = []
    for code, found in list(by_rule.items())[:_SHOWN]:
        more = f", and {len(found) - 1:,} more like it" if len(found) > 1 else ""
        lines.append(f"{found[0].severity}: {safe(found[0].message)}{more} ({code})")
    if others := len(by_rule) - len(lines):
        lines.append(f"and {plural(others, 'rule')} more")
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

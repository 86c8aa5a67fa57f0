"""Linting before a training: errors are shown and refuse it."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def lint_before(spec: Path) -> tuple[str, bool]:
    """The findings document of a spec, and whether they refuse training; those are shown on stderr. Enhanced
    copies are made first: they are what is judged."""
    from charspec.cli.enhancing import enhance_first
    from charspec.lint import lint_spec
    from charspec.lint.output import json, text

    enhance_first(spec)
    result = lint_spec(spec)
    if result.errors:
        colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        sys.stderr.write(text.write([result], colour=colour))
        print("Mend the errors, then run the same command again.", file=sys.stderr)
    return json.write([result]), bool(result.errors)

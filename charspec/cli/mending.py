"""`charspec lint --fix` and `--diff`: what mending writes, and what it would write."""

import pathlib
import sys
from collections.abc import Sequence

from charspec.cli.reports import show_exactly
from charspec.lint import Change, diff_of, mend, write_all
from charspec.lint.config.choices import Choices
from charspec.lint.config.load import config_of
from charspec.lint.wording import plural


def mend_specs(specs: Sequence[pathlib.Path], choices: Choices, unsafe: bool) -> None:
    """Mend each spec with what lies beside it, in place; say on stderr how much that was."""
    fixes = files = 0
    try:
        for path in specs:
            changes = _changes(path, choices, unsafe)
            write_all(changes)
            fixes += sum(change.fixes for change in changes)
            files += len(changes)
    finally:
        if files:
            print(f"mended {plural(fixes, 'finding')} in {plural(files, 'file')}", file=sys.stderr)


def show_diff(specs: Sequence[pathlib.Path], choices: Choices, unsafe: bool) -> bool:
    """Print what mending would change; returns whether it would change anything."""
    changes = [change for path in specs for change in _changes(path, choices, unsafe)]
    show_exactly("".join(map(diff_of, changes)))
    flags = "--fix --unsafe-fixes" if unsafe else "--fix"
    fixes = sum(change.fixes for change in changes)
    print(f"{flags} would mend {plural(fixes, 'finding')}", file=sys.stderr)
    return bool(changes)


def _changes(path: pathlib.Path, choices: Choices, unsafe: bool) -> list[Change]:
    return mend(path, config=config_of(path.parent, choices), unsafe=unsafe)

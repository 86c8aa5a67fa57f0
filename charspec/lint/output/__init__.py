"""Output formats: one module each, named as `--format` names it, with `write(results, colour=…, columns=…)`.

`write` returns the whole text of the report. `colour` and `columns` say how the reader sees it; formats for
programs look at neither.
"""

import os


def formats() -> tuple[str, ...]:
    """The names of the formats: the modules of this package."""
    # pkgutil would say the same, and import a tenth of what a run with nothing new takes.
    names = os.listdir(__path__[0])  # noqa: PTH208 (names suffice)
    return tuple(sorted(name[:-3] for name in names if name.endswith(".py") and name[0] != "_"))

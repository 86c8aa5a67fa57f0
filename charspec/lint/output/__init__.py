"""Output formats: one module each, named as `--format` names it, with `write(results, colour=…, columns=…)`.

`write` returns the whole text of the report. `colour` and `columns` say how the reader sees it; formats for
programs look at neither.
"""

import pkgutil


def formats() -> tuple[str, ...]:
    """The names of the formats: the modules of this package."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules(__path__)))

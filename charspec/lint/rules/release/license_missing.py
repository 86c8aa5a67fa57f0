"""A release says under which licence it may be used.

A model without a licence may not be used by anyone but its author, whatever was meant; hubs and registries
ask for one as well. It is named by its SPDX identifier (`CC-BY-4.0`), and it cannot allow more than the
licence of the base does (M105).

## Fires
```character.yaml
release:
  description: Silver-haired courier of the Dusk Guild.
```

## Does not fire
```character.yaml
release:
  description: Silver-haired courier of the Dusk Guild.
  license: CC-BY-4.0
```

## Fix
None: the choice is the author's, and that of whoever owns the pictures.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.settings import Base
from charspec.spec import CharacterSpec

CODE = "M104"
NAME = "license-missing"
SEVERITY: Severity = "warning"


def check(spec: CharacterSpec, base: Base) -> Iterator[Hit]:
    if spec.release and not spec.release.license:
        what = "or one of your own choice" if base.commercial else "as derivatives of it must be"
        yield Hit(
            ("release",),
            "the release has no licence, so nobody else may use it",
            f"Write `license: {base.license}` below `release:`: that of {base.name}, {what}.",
        )

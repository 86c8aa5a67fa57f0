"""A release allows no more than its base does.

A LoRA is a derivative of the model it was trained on. The licences of FLUX.2 dev and FLUX.2 klein 9B allow
derivatives for non-commercial purposes only, so a LoRA on them cannot be handed on under a licence that
allows everything, such as Apache-2.0, MIT or CC-BY-4.0. Licences that charspec does not know are not
judged.

## Fires
```character.yaml
base: flux2-dev
release:
  license: Apache-2.0
```

## Does not fire
```character.yaml
base: flux2-klein-4b
release:
  license: CC-BY-4.0
```

## Fix
None: another licence and another base both mend it.
"""

import re
from collections.abc import Iterator

from charspec.lazy import pattern
from charspec.lint.finding import Hit, Severity
from charspec.settings import Base
from charspec.spec import CharacterSpec

CODE = "M105"
NAME = "license-conflict"
SEVERITY: Severity = "error"

_FOR_ANY_PURPOSE = pattern(
    r"0bsd|apache-[12].*|artistic-.*|bsd-\d-clause.*|bsl-1\.0|cc0-1\.0|cc-by(-sa|-nd)?-\d.*|(creativeml-)?openrail.*|"
    r"ecl-2\.0|epl-\d.*|[al]?gpl-.*|isc|mit(-0)?|mpl-2\.0|unlicense|wtfpl|zlib"
)
"""SPDX identifiers, and those hubs use, of licences that allow commercial use."""


def check(spec: CharacterSpec, base: Base) -> Iterator[Hit]:
    if not spec.release or not spec.release.license or base.commercial:
        return
    if not _FOR_ANY_PURPOSE().fullmatch(re.sub(r"[\s_]+", "-", spec.release.license.casefold())):
        return
    yield Hit(
        ("release", "license"),
        f"{spec.release.license} allows more than the licence of {base.name}, {base.license}",
        f"Write `license: {base.license}`, or train on `base: flux2-klein-4b`, which is Apache-2.0.",
    )

"""Every picture has a caption.

A picture without one teaches the trigger nothing, and whatever it shows becomes part of the character. Labels
make a caption by the template; a sidecar, a row of metadata or `caption:` are others (guide, step 5).

## Fires
```character.yaml
images:
  images/front.png:
```

## Does not fire
```character.yaml
images:
  images/front.png:
  images/back.png:
    angle: back
```
```images/front.txt
Vendalixia, a young woman with silver hair and a red scarf, standing
```

## Fix
None: only the picture shows what its caption must say.
"""

import pathlib
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.source import Problem
from charspec.spec import CharacterSpec

CODE = "C114"
NAME = "empty-caption"
SEVERITY: Severity = "error"


def check(item: Item, spec: CharacterSpec, problems: Sequence[Problem]) -> Iterator[Hit]:
    sidecar = str(pathlib.PurePosixPath(item.file).with_suffix(".txt"))
    unreadable = any(problem.file == sidecar for problem in problems)
    if item.caption or unreadable or not item.exists:
        return
    if isinstance(spec.images, str):
        hint = f"Write {sidecar}: '{spec.trigger}, {spec.identity.worded()}, …' and what varies here."
    else:
        hint = (
            f"Label it (`pose: standing`, `environment: in a forest`), or write its caption into {sidecar}."
        )
    hint += " Drafts of all that are missing: `charspec caption SPEC`."
    yield Hit(("images", item.file, "caption"), f"{item.file} has no caption", hint)

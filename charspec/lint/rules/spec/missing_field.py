"""The fields without a default are there.

Four fields make a spec: `schema`, `trigger`, `identity` and `images`. The trigger and the identity are what
every caption repeats (guide, step 5), so they cannot be guessed from pictures.

## Fires
```character.yaml
schema: charspec/1
identity: a fox
images: images/
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
```

## Fix
None: only its author knows what was meant.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "S105"
NAME = "missing-field"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Add it.", always=True)

"""Every key is one that charspec knows.

A misspelt setting that is silently ignored costs a whole training before anyone notices. Keys of the studio's
own begin with `x-`; attributes of one's own are named in `varies`.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
train:
  epocs: 12
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
train:
  epochs: 12
x-studio: ART-1138
```

## Fix
None: only its author knows what was meant.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "S103"
NAME = "unknown-key"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Delete it, or correct its spelling.")

"""Every value is of the kind that its key asks for.

`epochs: many` or `flip: no` (which is text in YAML 1.2) cannot be followed; the finding says what is wanted
and what stands there.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
train:
  epochs: ten
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
train:
  epochs: 10
  learning_rate: 1e-4
```

## Fix
None: only its author knows what was meant.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "S104"
NAME = "wrong-type"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Correct the value.", always=True)

"""The spec is of a version that this charspec reads.

A later version of the format may mean something else by the same words, so a spec that charspec does not
know is refused rather than half understood.

## Fires
```character.yaml
schema: charspec/9
trigger: Vendalixia
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
None: the author writes `schema: charspec/1`, or installs a charspec that reads the later version.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "S106"
NAME = "unsupported-schema"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Write `schema: charspec/1`.")

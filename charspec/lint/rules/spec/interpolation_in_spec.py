"""No value holds `${...}`.

A spec is plain data: it means the same on every machine, whatever its environment variables say. Settings
that differ between machines belong on the command line.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: ${DATA}/images
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
```

## Fix
None: only its author knows the value that was meant.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "S109"
NAME = "interpolation-in-spec"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Write the value itself.")

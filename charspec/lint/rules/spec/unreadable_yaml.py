"""The file is YAML that can be read.

A spec is plain text in YAML. What cannot be read is not guessed at: the finding stands where reading stopped,
and says in words what YAML made of the line.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a young woman with silver hair
images:
  images/front.png:
    caption: {trigger}, {identity}, standing
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a young woman with silver hair
images:
  images/front.png:
    caption: "{trigger}, {identity}, standing"
```

## Fix
None: only its author knows what was meant.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "S101"
NAME = "unreadable-yaml"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Check the indentation and the quotation marks of this line.")

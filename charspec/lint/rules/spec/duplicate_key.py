"""No key is written twice in one mapping.

Most YAML readers let the second value silently replace the first, so that a picture's labels, or a whole
setting, go missing without a word.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
trigger: Kaelith
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

CODE = "S102"
NAME = "duplicate-key"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Rename or delete one of the two.")

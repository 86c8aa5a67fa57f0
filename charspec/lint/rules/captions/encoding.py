"""Captions beside the pictures are UTF-8 text.

A sidecar in another encoding would reach the model as garbage. What cannot be read is an error: the picture
has no caption until it is saved again.

## Fires
```character.yaml
images:
  images/front.png:
```
```images/front.txt
not UTF-8
```

## Does not fire
```character.yaml
images:
  images/front.png:
```
```images/front.txt
Vendalixia, a young woman with silver hair and a red scarf, standing
```

## Fix
None: which encoding it is in cannot be known for certain.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "C119"
NAME = "encoding"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Save the file as UTF-8 text.")

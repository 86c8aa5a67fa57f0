"""The file is plain data of a sane size.

Anchors, aliases, merge keys and tags let a few bytes of YAML grow into gigabytes or run code in other
readers. A spec needs none of them; nor does it need more than 1 MiB, 24 levels or 20,000 values.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images:
  images/front.png: &light
    lighting: flat light
  images/back.png: *light
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images:
  images/front.png:
    lighting: flat light
  images/back.png:
    lighting: flat light
```

## Fix
None: an alias is mended by writing out what it stands for, a tag by taking it away.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "S107"
NAME = "unsafe-yaml"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Write the value out, as plain data.")

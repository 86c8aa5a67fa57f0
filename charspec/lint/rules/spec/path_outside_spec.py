"""Every path stays below the spec's folder.

A character is one folder that can be moved, versioned and shared. A path that is absolute, climbs out with
`..` or leaves by a symbolic link points at something that others do not have.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: ../shared/images
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
```

## Fix
None: the file must be copied into the spec's folder, and lint never touches a picture.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "S108"
NAME = "path-outside-spec"
SEVERITY: Severity = "error"


def check(problems: Sequence[Problem]) -> Iterator[Hit]:
    step = "Move the file below the spec's folder and write its path relative to the spec."
    for hit in hits_of(problems, CODE, step):
        # A picture's path is its key: the finding stands there, not on the picture's labels.
        yield hit._replace(span=None)

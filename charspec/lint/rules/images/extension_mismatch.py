"""A picture's name says what it is.

A JPEG called `front.png` opens in most viewers, which look inside; other trainers and asset pipelines go by
the name, and fail or skip the file in the middle of a night. Measured: the first bytes of the file, against
its ending. An ending that promises no format is left alone.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
a JPEG
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
  images/back.jpeg: {angle: back}
```
```images/back.jpeg
a JPEG
```

## Fix
None: the picture itself must be renamed, and lint never touches a picture; renaming only its entry in the
spec would point at nothing. The finding names the new name.
"""

import pathlib
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.images import expected_format
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.grouped import Fault, each_or_once, with_facts

CODE = "I107"
NAME = "extension-mismatch"
SEVERITY: Severity = "warning"

_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "BMP": ".bmp", "GIF": ".gif", "TIFF": ".tif"}


def check(items: Sequence[Item]) -> Iterator[Hit]:
    faults: list[Fault] = []
    for item, facts in with_facts(items):
        file = pathlib.PurePosixPath(item.file)
        promised = expected_format(file)
        if promised and promised != facts.format:
            right = file.with_suffix(_SUFFIXES[facts.format]).name
            words = f"is a {facts.format} inside; rightly named it is {right}"
            faults.append(Fault(item, words, ("images", item.file)))
    hint = "Rename the file, and its entry where the spec or metadata lists it; or save it in that format."
    yield from each_or_once(faults, len(items), "are named for another format than they have", hint)

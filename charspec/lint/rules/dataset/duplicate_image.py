"""No picture is there twice.

The same picture twice counts twice: its pose and its place are learned twice as hard, while the set looks
larger than it is (guide, step 3). What counts are the decoded pixels, as they train: the same picture under
another name, in another lossless format, or mirrored.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
  images/again.png: {angle: front, pose: waving}
```
```images/again.png
the picture of images/front.png, mirrored
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
  images/other.png: {angle: front, pose: waving}
```

## Fix
None: which of the two stays is the author's choice.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Also, Hit, Severity
from charspec.lint.sets.twins import Repeat

CODE = "D110"
NAME = "duplicate-image"
SEVERITY: Severity = "error"


def check(repeats: Sequence[Repeat]) -> Iterator[Hit]:
    for repeat in repeats:
        if repeat.likeness != "same":
            continue
        how = "is the mirror image of" if repeat.mirrored else "is the same picture as"
        yield Hit(
            ("images", repeat.item.file),
            f"{repeat.item.file} {how} {repeat.of.file}",
            "Remove one of the two; `repeats` gives a picture more weight if that is meant.",
            also=(Also(("images", repeat.of.file), "the first of the two"),),
        )

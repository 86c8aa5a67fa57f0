"""Every listed picture is there.

A picture that is listed and missing was renamed, moved or never added to the repository. Paths are relative
to the spec and written as they are on disk, upper and lower case included.

## Fires
```character.yaml
images:
  images/frnt.png: {angle: front}
```
```images/frnt.png
missing
```
```images/front.png
1024×1024
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
```

## Fix
None: whether to add the picture or to drop its entry is the author's choice.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Dataset
from charspec.lint.finding import Hit, Severity
from charspec.lint.meant import meant_instead
from charspec.lint.problems import hits_of
from charspec.source import Problem

CODE = "I101"
NAME = "missing-file"
SEVERITY: Severity = "error"


def check(dataset: Dataset, problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Give the folder of the pictures, relative to the spec.")
    meant = meant_instead(dataset)
    for item in dataset.items:
        if item.exists:
            continue
        question = f"Did you mean '{meant[item.file]}'? " if item.file in meant else ""
        yield Hit(
            ("images", item.file),
            f"there is no picture {item.file}",
            f"{question}Add the file, correct its path (relative to the spec), or remove the entry.",
        )

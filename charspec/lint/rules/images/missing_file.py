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

from charspec.dataset import Dataset, Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.problems import hits_of
from charspec.lint.sets.meant import meant_instead
from charspec.source import Problem
from charspec.spec import CharacterSpec

CODE = "I101"
NAME = "missing-file"
SEVERITY: Severity = "error"


def check(dataset: Dataset, spec: CharacterSpec, problems: Sequence[Problem]) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Give the folder of the pictures, relative to the spec.")
    meant = meant_instead(dataset)
    for item in dataset.items:
        if item.exists:
            continue
        question = f"Did you mean '{meant[item.file]}'? " if item.file in meant else ""
        step = "Add the file, correct its path (relative to the spec), or remove the entry."
        if isinstance(spec.images, str):
            step = "Put the picture itself there, or delete this."
        yield Hit(("images", item.file), _what(item), f"{question}{step}")


def _what(item: Item) -> str:
    """What stands under the name of a picture that cannot be read as a file."""
    if item.path.exists():
        return f"{item.file} is a {'folder' if item.path.is_dir() else 'pipe or a device'}, and no picture"
    if item.path.is_symlink():
        return f"{item.file} is a link that leads nowhere"
    return f"there is no picture {item.file}"

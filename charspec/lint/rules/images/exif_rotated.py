"""A picture that is stored turned, and set upright by its EXIF data, is known to be so.

Cameras and phones store the sensor's rows and note how to turn them. charspec trains such a picture upright,
and `crop` counts from the upright one. Tools that overlook the note train a character lying on its side, so
a set that is to travel is better saved upright.

## Fires
```character.yaml
images:
  images/front.jpg: {angle: front}
```
```images/front.jpg
a JPEG turned by EXIF 6
```

## Does not fire
```character.yaml
images:
  images/front.jpg: {angle: front}
```
```images/front.jpg
a JPEG
```

## Fix
None: lint never touches a picture.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.grouped import Fault, each_or_once, with_facts

CODE = "I108"
NAME = "exif-rotated"
SEVERITY: Severity = "info"

_MIRRORED = (2, 4, 5, 7)


def check(items: Sequence[Item]) -> Iterator[Hit]:
    faults: list[Fault] = []
    for item, facts in with_facts(items):
        if facts.orientation != 1:
            how = "mirrored" if facts.orientation in _MIRRORED else "turned"
            width, height = facts.size
            words = f"is stored {how} (EXIF {facts.orientation}) and trains upright, as {width}×{height} px"
            faults.append(Fault(item, words, ("images", item.file)))
    hint = "charspec sets it upright, and a crop counts from there; for tools that do not, save it upright."
    yield from each_or_once(faults, len(items), "are stored turned and set upright by their EXIF data", hint)

"""Every crop lies within its picture.

`crop` is left, top, right, bottom in pixels of the upright picture, before any enlargement. One that reaches
beyond the picture was made for another version of it, so that even the part that is there may not show what
was meant; compiling and training refuse it.

## Fires
```character.yaml
images:
  images/front.png:
    angle: front
    crop: [0, 0, 1344, 1024]
```
```images/front.png
1200×1600
```

## Does not fire
```character.yaml
images:
  images/front.png:
    angle: front
    crop: [0, 0, 1200, 1200]
```
```images/front.png
1200×1600
```

## Fix
None: which part was meant is for the author to say.
"""

from collections.abc import Iterator

from charspec.dataset import Item
from charspec.images import ImageFacts
from charspec.lint.finding import Hit, Severity

CODE = "I110"
NAME = "crop-outside-image"
SEVERITY: Severity = "error"


def check(item: Item, facts: ImageFacts) -> Iterator[Hit]:
    crop = item.picture.crop
    width, height = facts.size
    if crop is None or _fits(crop, (width, height)):
        return
    hint = f"Keep right within {width} and bottom within {height}."
    if facts.orientation >= 5 and _fits(crop, (height, width)):
        hint += " It fits the picture as it is stored; a crop counts from the upright one."
    elif item.picture.enhance and _fits(crop, (width * 2, height * 2)):
        hint += " It fits the enhanced copy; a crop counts in pixels of the original."
    yield Hit(
        ("images", item.file, "crop"),
        f"the crop {', '.join(map(str, crop))} reaches beyond {item.file}, which has {width}×{height} px",
        hint,
    )


def _fits(crop: tuple[int, int, int, int], size: tuple[int, int]) -> bool:
    return crop[2] <= size[0] and crop[3] <= size[1]

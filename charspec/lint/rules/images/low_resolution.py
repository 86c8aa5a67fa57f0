"""Every picture is at least 1024 pixels on its short side.

Fine detail of face, hair and cloth is only learned where the pictures hold it: 1024×1024 or more (guide,
step 2). What counts is the part that trains, after `crop` and `enhance`. Below 512 pixels (threshold
`min-short-side`) even a 2x enlargement stays under it, so that is an error.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
800×1200
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
  images/back.png: {angle: back, enhance: 2x}
```
```images/front.png
1024×1536
```
```images/back.png
800×1200
```

## Fix
None: only the author has a larger picture; the finding says when a 2x enlargement is enough.
"""

from collections.abc import Iterator

from charspec.dataset import Item
from charspec.images import ImageFacts
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity

CODE = "I104"
NAME = "low-resolution"
SEVERITY: Severity = "warning"

SHORT_SIDE = 1024


def check(item: Item, facts: ImageFacts, thresholds: Thresholds) -> Iterator[Hit]:
    width, height = item.size
    short = min(width, height)
    # A crop without any pixels inside the picture is I110's.
    if short >= SHORT_SIDE or short == 0:
        return
    done = [
        word for word, on in (("cropped", item.picture.crop), ("enhanced 2x", item.picture.enhance)) if on
    ]
    after = f" ({' and '.join(done)})" if done else ""
    if item.picture.enhance or short * 2 < SHORT_SIDE:
        hint = "Use a larger picture" + (", or crop less of it." if item.picture.crop else ".")
    else:
        hint = "Use a larger picture, or `enhance: 2x`: 2x is enough here."
    yield Hit(
        ("images", item.file),
        f"{item.file} has {width}×{height} px{after}; the guide asks for {SHORT_SIDE} at least (step 2)",
        hint,
        severity="error" if short < thresholds.min_short_side else "warning",
    )

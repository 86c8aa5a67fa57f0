"""No picture has bars at its edges.

The black bars of a film still, the sides of a phone's screenshot and the padding to a square are part of the
picture, so they are learned with it, and come back beside the character. A bar is at least 8 pixels wide,
stands in a pair of one colour, and ends in a straight line across the picture; a character before a plain
ground has no such line, however wide the margins.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
with black bars
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front, crop: [0, 128, 1024, 896]}
```
```images/front.png
with black bars
```

## Fix
None: lint never touches a picture; the finding gives the `crop` that leaves the bars out.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.images.bars import Bars
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity

if TYPE_CHECKING:
    from charspec.images.signals import Signals

CODE = "I111"
NAME = "letterboxed"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"


def check(item: Item, signals: "Signals", thresholds: Thresholds) -> Iterator[Hit]:
    bars = signals.bars
    # The margins of a cut-out are I109's.
    if bars is None or signals.transparent >= thresholds.transparent_share:
        return
    factor = item.view.factor
    width, height = (side // factor for side in signals.size)
    # An enlarged copy has soft edges: what may be a pixel of the original belongs to the bar.
    bars = bars if factor == 1 else Bars(*(-(-(depth + 1) // factor) if depth else 0 for depth in bars))
    offset = item.picture.crop[:2] if item.picture.crop else (0, 0)
    inner = [bars.left, bars.top, width - bars.right, height - bars.bottom]
    crop = [value + offset[index % 2] for index, value in enumerate(inner)]
    sides = [
        f"{pixels} px {where}"
        for pixels, where in zip(
            bars, ("on the left", "at the top", "on the right", "at the bottom"), strict=True
        )
        if pixels
    ]
    yield Hit(
        ("images", item.file),
        f"{item.file} has bars: {', '.join(sides)}",
        f"Leave them out: `crop: {crop}`, or crop the file.",
    )

"""No picture unpacks to more than 50 megapixels.

A small file can unpack to gigabytes and take the machine down; a training picture needs about one
megapixel. The header is enough to know, so such a picture is never decoded. The bound is charspec's own
(threshold `max-megapixels`).

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
header of 20000×20000
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
```

## Fix
None: the picture must be scaled down or cropped.
"""

from collections.abc import Iterator

from charspec.dataset import Item
from charspec.images import ImageFacts
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity

CODE = "I103"
NAME = "decompression-bomb"
SEVERITY: Severity = "error"


def check(item: Item, facts: ImageFacts, thresholds: Thresholds) -> Iterator[Hit]:
    megapixels = facts.pixels / 1e6
    if megapixels > thresholds.max_megapixels:
        yield Hit(
            ("images", item.file),
            f"{item.file} says it is {facts.width}×{facts.height} px, {megapixels:,.0f} megapixels",
            f"Scale it down or crop it; at most {thresholds.max_megapixels:g} megapixels are decoded.",
        )

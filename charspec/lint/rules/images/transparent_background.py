"""Every picture has a background.

What is transparent trains as white, and a character who stands before white in every picture wants to stand
there ever after (guide, common pitfalls: background bleed). An alpha channel alone is nothing: many programs
save one that is opaque all over, so what counts is that at least 1% of the pixels are less than half opaque
(charspec's own threshold `transparent-share`; softened outlines and the rounded corners of a screenshot stay
below). A set that is transparent for the most part is said once.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
1024×1024, its left half transparent
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
1024×1024, with an opaque alpha channel
```

## Fix
None: lint never touches a picture.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.grouped import Fault, each_or_once

if TYPE_CHECKING:
    from charspec.images.signals import Signals

CODE = "I109"
NAME = "transparent-background"
SEVERITY: Severity = "warning"


def check(
    items: Sequence[Item], signals_by_file: "Mapping[str, Signals]", thresholds: Thresholds
) -> Iterator[Hit]:
    faults = [
        Fault(
            item,
            f"is transparent in {signals.transparent:.0%} of its area, which trains as white",
            ("images", item.file),
        )
        for item in items
        if (signals := signals_by_file.get(item.file)) and signals.transparent >= thresholds.transparent_share
    ]
    hint = "Set the character before a background, another one in each picture, and caption it."
    yield from each_or_once(faults, len(items), "are transparent, which trains as white", hint)

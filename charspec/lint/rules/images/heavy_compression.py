"""No picture shows the blocks of a strong compression.

Blocks and the ringing around edges are learned like any other texture. A JPEG tells its quality by its
tables: below 75 (charspec's own threshold `jpeg-quality`) it is seen in flat areas, below 40 everywhere. A
JPEG that was saved as PNG keeps its grid of 8 pixels: every eighth step between neighbouring pixels is a
peak more often than the others, by more than 0.15 (`blockiness`). A picture of more than 2048 pixels on its
short side is let pass unless it is below 40: scaled to the size that trains, its blocks are gone.

Measured on 56 photographs of 1024 pixels saved as PNG after JPEG: of quality 85 and more none was named, of
70 37, of 60 45, of 40 48, of 20 54; as they were, none, nor any of 12 drawings in wholly flat colours, of
which 11 were at quality 40.

## Fires
```character.yaml
images:
  images/front.jpg: {angle: front}
```
```images/front.jpg
JPEG quality 40
```

## Does not fire
```character.yaml
images:
  images/front.jpg: {angle: front}
```
```images/front.jpg
JPEG quality 90
```

## Fix
None: what was compressed away is gone; only the author has the original.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.grouped import Fault, each_or_once

if TYPE_CHECKING:
    from charspec.images.signals import Signals

CODE = "I113"
NAME = "heavy-compression"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

LARGE = 2048
WORST = 40


def check(
    items: Sequence[Item], signals_by_file: "Mapping[str, Signals]", thresholds: Thresholds
) -> Iterator[Hit]:
    faults = [
        Fault(item, words, ("images", item.file))
        for item in items
        if (signals := signals_by_file.get(item.file)) and (words := _words(signals, thresholds))
    ]
    hint = "Use the original, before it was compressed or sent through a messenger."
    yield from each_or_once(faults, len(items), "are strongly compressed", hint)


def _words(signals: "Signals", thresholds: Thresholds) -> str:
    large = min(signals.size) > LARGE
    if signals.quality is not None:
        if signals.quality >= min(thresholds.jpeg_quality, WORST if large else 100):
            return ""
        seen = "everywhere" if signals.quality < WORST else "in flat areas and around edges"
        return f"is a JPEG of quality {signals.quality}: blocks show {seen}"
    if large or signals.blocks <= thresholds.blockiness:
        return ""
    return "shows a grid of 8-pixel blocks: it was a strongly compressed JPEG before"

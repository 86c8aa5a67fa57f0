"""A picture holds the detail that its size promises.

An enlarged picture has the pixels the guide asks for (step 2) and not the detail. Where halving its
resolution takes nearly nothing from its finest places, though halving it once more does, it was probably
enlarged to twice its size or more: below 0.45 of the next loss (charspec's own threshold `fine-detail`), once
or the second time. It is a note, since a soft lens looks alike, and enlarging is what the guide advises for
small pictures. A JPEG is measured at half its size, where enlarging to four times shows. Of a picture with
`enhance: 2x` the copy is measured: one that was only resized (Lanczos, where no weights are named) looks what
it is.

Measured on 56 photographs of 1024 pixels: one was named, a soft one (two of 50 at 1280 pixels). Enlarged from
512 pixels to 1024, 42 to 48 of the 56 by the filter, from 341 40 to 45, from 256 41 to 46 (as JPEG 46 and 47,
and 7 to 12 more by I112). Not seen: enlargements without a filter (`nearest`), those to 1.5 times, and to
twice in a JPEG.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
enlarged from 512×512
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
```

## Fix
None: only the author has a picture with more detail.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.grouped import Fault, each_or_once

if TYPE_CHECKING:
    from charspec.images.signals import Signals

CODE = "I114"
NAME = "upscaled-look"
SEVERITY: Severity = "info"
CONFIDENCE: Confidence = "heuristic"


def check(
    items: Sequence[Item], signals_by_file: "Mapping[str, Signals]", thresholds: Thresholds
) -> Iterator[Hit]:
    faults = [
        Fault(item, "looks enlarged: it holds less detail than its size promises", ("images", item.file))
        for item in items
        if (signals := signals_by_file.get(item.file)) and _looks_enlarged(signals, thresholds)
    ]
    hint = "Use the picture in its original size if it is large enough; otherwise this is as good as it gets."
    if any(fault.item.picture.enhance for fault in faults):
        hint = "Use larger pictures, or let `enhance` use a network: name its weights in charspec.toml."
    yield from each_or_once(faults, len(items), "look enlarged", hint)


def _looks_enlarged(signals: "Signals", thresholds: Thresholds) -> bool:
    if signals.detail is None or signals.detail >= thresholds.fine_detail:
        return False
    # A blurred picture is I112's.
    return signals.edge_width is None or signals.edge_width >= thresholds.sharp_edges

"""No picture is out of focus.

Fine detail of face, hair and cloth is learned only where the pictures hold it (guide, step 2); one blurred
picture among ten teaches that the character is sometimes blurred. What counts is the sharpest place of the
picture, so that a soft background is no fault: there, how much softer do edges become by another blur? Below
2.0 (charspec's own threshold `sharp-edges`) little changes, because they are blurred already. A picture
without any strong edge, such as a watercolour, is not judged.

Measured at half the resolution, on 56 photographs of 1024 to 1440 pixels, as PNG and as JPEG of quality 80 to
95: one was named, a street in motion; all others had 2.5 and more. None of 40 drawings was. Blurred at 1024
pixels by σ 2, 23 of the 56 were named, by σ 2.5 45, by σ 3 and 4 53; out of focus by a disk of 7 pixels
53. The shake of a camera is missed (6 of 56): along it, edges stay sharp.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
out of focus
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
```

## Fix
None: only the author has a sharper picture.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.grouped import Fault, each_or_once

if TYPE_CHECKING:
    from charspec.images.signals import Signals

CODE = "I112"
NAME = "blurred"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"


def check(
    items: Sequence[Item], signals_by_file: "Mapping[str, Signals]", thresholds: Thresholds
) -> Iterator[Hit]:
    faults = [
        Fault(item, "is blurred even where it is sharpest", ("images", item.file))
        for item in items
        if (signals := signals_by_file.get(item.file))
        and signals.edge_width is not None
        and signals.edge_width < thresholds.sharp_edges
    ]
    hint = "Use a sharper picture, or leave this one out."
    yield from each_or_once(faults, len(items), "are blurred even where they are sharpest", hint)

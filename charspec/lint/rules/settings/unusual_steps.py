"""The training has a usual number of steps.

Steps are pictures × repeats × epochs / batch size, a picture's own `repeats` included. Below about 1,000
most characters are not learned at the guide's rates; above about 5,000 the pictures are memorised and the
hours are wasted. Both bounds are thresholds of charspec (`min-steps`, `max-steps`); the guide's own
defaults give 1,800 to 4,000 steps for 9 to 20 pictures. Where nothing is written below `train:` the number
follows from the pictures alone, which D102 and D103 judge; then it is said for information.

## Fires
```character.yaml
train:
  epochs: 2
```

## Does not fire
```character.yaml
train:
  epochs: 12
```

## Fix
None: whether to change epochs or repeats is the author's choice.
"""

import math
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.errors import Path
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity
from charspec.settings import Settings

CODE = "R104"
NAME = "unusual-steps"
SEVERITY: Severity = "warning"


def check(items: Sequence[Item], settings: Settings, thresholds: Thresholds) -> Iterator[Hit]:
    samples = sum(item.picture.repeats or settings.repeats for item in items)
    steps = math.ceil(samples / settings.batch_size) * settings.epochs
    # Without pictures there is nothing to count: that is D101's.
    if not items or thresholds.min_steps <= steps <= thresholds.max_steps:
        return
    few = steps < thresholds.min_steps
    written = [key for key in ("epochs", "repeats", "batch_size") if settings.origin(key) == "spec"]
    path: Path = ("train", written[0]) if written else ("images",)
    product = f"{samples:,} samples × {settings.epochs} epochs"
    batches = f" / batches of {settings.batch_size}" if settings.batch_size > 1 else ""
    bound = f"fewer than {thresholds.min_steps:,}" if few else f"more than {thresholds.max_steps:,}"
    advice = (
        "or write `train: auto`" if written else "or train on more pictures" if few else "or choose fewer"
    )
    smaller = " lower `batch_size`," if few and settings.batch_size > 1 else ""
    yield Hit(
        path,
        f"{steps:,} steps ({product}{batches}), {bound}",
        f"{'Raise' if few else 'Lower'} `epochs` or `repeats`,{smaller} {advice}.",
        severity=None if written else "info",
    )

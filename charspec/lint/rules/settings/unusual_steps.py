"""The training has a usual number of steps.

Steps are pictures × repeats × epochs / batch size. Below about 1,000 most characters are not learned at the
guide's rates; above about 5,000 the pictures are memorised and the hours are wasted. Both bounds are
thresholds of charspec (`min-steps`, `max-steps`); the guide's own defaults give 1,800 to 4,000 steps for 9
to 20 pictures.

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

from collections.abc import Iterator

from charspec.errors import Path
from charspec.lint.finding import Hit, Severity
from charspec.lint.thresholds import Thresholds
from charspec.settings import Settings
from charspec.spec import CharacterSpec

CODE = "R104"
NAME = "unusual-steps"
SEVERITY: Severity = "warning"


def check(spec: CharacterSpec, settings: Settings, thresholds: Thresholds) -> Iterator[Hit]:
    # Without pictures there is nothing to count, and a set that trains by the guide's own numbers is never
    # odd: how many pictures there are is what D102 and D103 speak of.
    written = [key for key in ("epochs", "repeats", "batch_size") if settings.origin(key) == "spec"]
    if not settings.pictures or not written:
        return
    if thresholds.min_steps <= settings.steps <= thresholds.max_steps:
        return
    few = settings.steps < thresholds.min_steps
    path: Path = ("train", written[0])
    sum_ = f"{settings.pictures} pictures × {settings.repeats} repeats × {settings.epochs} epochs"
    batch = f" / batches of {settings.batch_size}" if settings.batch_size > 1 else ""
    bound = f"fewer than {thresholds.min_steps:,}" if few else f"more than {thresholds.max_steps:,}"
    yield Hit(
        path,
        f"{settings.steps:,} steps ({sum_}{batch}), {bound}",
        ("Raise" if few else "Lower") + " `epochs` or `repeats`, or write `train: auto`.",
    )

"""No side of a picture is more than twice as long as the other.

Square pictures are optimal, and mixing them with upright and lying ones is fine (guide, step 4): portraits at
2:3 or 9:16 are as welcome as any. Beyond 2:1 (charspec's own threshold `max-aspect`) the base was hardly
trained, and at equal area so few pixels are left on the short side that a face is a blur. What counts is the
part that trains, after `crop`.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
1024×2560
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
  images/back.png: {angle: back, crop: [0, 0, 1024, 1400]}
```
```images/front.png
1080×1920
```
```images/back.png
1024×2560
```

## Fix
None: which part of the picture matters is for the author to say.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.grouped import Fault, each_or_once, with_facts

CODE = "I115"
NAME = "extreme-aspect"
SEVERITY: Severity = "warning"


def check(items: Sequence[Item], thresholds: Thresholds) -> Iterator[Hit]:
    faults: list[Fault] = []
    for item, _ in with_facts(items):
        width, height = item.size
        # A crop without any pixels inside the picture is I110's.
        ratio = max(width, height) / min(width, height) if width and height else 0
        # A row or two of pixels more is a rounding of 2:1.
        if round(ratio, 2) > thresholds.max_aspect:
            words = f"is {width}×{height} px, {ratio:.1f} times as long as wide"
            faults.append(Fault(item, words, ("images", item.file)))
    hint = "Crop it (`crop: [left, top, right, bottom]`) to what shows the character."
    habit = f"are more than {thresholds.max_aspect:g} times as long as wide"
    yield from each_or_once(faults, len(items), habit, hint)

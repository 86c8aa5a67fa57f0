"""The pictures hold what the resolution asks for.

Pictures are never scaled up for training: one with fewer pixels than `resolution` × `resolution` trains at
its own size. A resolution that most pictures do not hold therefore teaches nothing finer; the test prompts
are drawn at it all the same, and may look soft or fall apart where little was learned at that size. Only a
resolution above the base's own is judged: at that one, small pictures are I104's. What counts is the part
that trains, after `crop` and `enhance`.

## Fires
```character.yaml
train:
  resolution: 1536
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
  images/back.png: {angle: back}
train:
  resolution: 1280
```
```images/front.png
1280×1280
```
```images/back.png
1152×1536
```

## Fix
None: a lower resolution and larger pictures both mend it.
"""

import math
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.images import UnreadableImageError
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.setting import setting_path
from charspec.lint.wording import plural
from charspec.settings import Settings

CODE = "R110"
NAME = "resolution-upscales"
SEVERITY: Severity = "warning"

_SLACK = 0.95
"""A picture this near to the resolution's pixels loses nothing anyone sees."""


def check(items: Sequence[Item], settings: Settings) -> Iterator[Hit]:
    side, base = settings.resolution, settings.base
    if side <= base.resolution:
        return
    pixels = sorted(held for item in items if (held := _pixels(item)))
    small = [held for held in pixels if held < side * side * _SLACK]
    # A few small pictures in a large set train small and harm nothing.
    if not small or 2 * len(small) < len(pixels):
        return
    held = pixels[len(pixels) // 2]
    within = max(base.resolution, math.isqrt(held) // base.multiple * base.multiple)
    yield Hit(
        setting_path(settings, "resolution"),
        f"resolution is {side}, but {len(small)} of {plural(len(pixels), 'picture')} have fewer pixels than "
        f"{side}×{side}",
        f"Write `resolution: {within}`, which is what the pictures hold, or use larger ones."
        if within > base.resolution
        else f"Leave the line out: {base.resolution} is the base's own. Or use larger pictures.",
    )


def _pixels(item: Item) -> int:
    """How many pixels of a picture train; 0 if it cannot be read."""
    try:
        width, height = item.size
    except UnreadableImageError:
        return 0
    return width * height

"""Every picture can be decoded to its end, and holds one still picture.

A download that was cut off opens in many viewers, grey below the break, and would be trained that way or
stop the training hours later. Animated files hold many pictures; which one is meant cannot be known.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/front.png
truncated
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
```

## Fix
None: the picture must be saved or downloaded again.
"""

from collections.abc import Iterator

from charspec.dataset import Item
from charspec.images import TooManyPixelsError, UnreadableImageError
from charspec.lint.finding import Hit, Severity

CODE = "I102"
NAME = "unreadable-image"
SEVERITY: Severity = "error"


def check(item: Item, decode_error: UnreadableImageError) -> Iterator[Hit]:
    # One too large to decode is I103's.
    if not isinstance(decode_error, TooManyPixelsError):
        step = decode_error.hint or "Save or download the picture again."
        yield Hit(("images", item.file), f"{item.file} cannot be used: {decode_error.message}", step)

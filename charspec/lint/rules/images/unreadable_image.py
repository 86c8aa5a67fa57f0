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
from charspec.images import TooManyPixelsError, UnreadableImageError, check_readable
from charspec.lint.finding import Hit, Severity

CODE = "I102"
NAME = "unreadable-image"
SEVERITY: Severity = "error"


def check(item: Item) -> Iterator[Hit]:
    # A missing file is I101's, one too large to decode I103's.
    if not item.exists:
        return
    try:
        check_readable(item.path, item.file)
    except TooManyPixelsError:
        return
    except UnreadableImageError as error:
        step = error.hint or "Save or download the picture again."
        yield Hit(("images", item.file), f"{item.file} cannot be used: {error.message}", step)

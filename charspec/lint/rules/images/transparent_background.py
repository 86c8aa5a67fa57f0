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

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.images import transparent_share
from charspec.lint.finding import Hit, Severity
from charspec.lint.grouped import Fault, each_or_once, with_facts
from charspec.lint.thresholds import Thresholds

CODE = "I109"
NAME = "transparent-background"
SEVERITY: Severity = "warning"


def check(items: Sequence[Item], thresholds: Thresholds) -> Iterator[Hit]:
    faults: list[Fault] = []
    for item, facts in with_facts(items):
        share = transparent_share(item.path, facts)
        if share is not None and share >= thresholds.transparent_share:
            words = f"is transparent in {share:.0%} of its area, which trains as white"
            faults.append(Fault(item, words, ("images", item.file)))
    hint = "Set the character before a background, another one in each picture, and caption it."
    yield from each_or_once(faults, len(items), "are transparent, which trains as white", hint)

"""There are not so many pictures that they repeat each other.

A small curated set beats a large one: from about 20 pictures on they become redundant, and the character
ends up stuck in the poses and places that occur most (guide, step 3). 16 to 19 pictures are worth a look,
no more.

## Fires
```character.yaml
images:
  images/01.png: {pose: standing}
  images/02.png: {pose: running}
  images/03.png: {pose: sitting}
  images/04.png: {pose: waving}
  images/05.png: {pose: jumping}
  images/06.png: {pose: walking}
  images/07.png: {pose: kneeling}
  images/08.png: {pose: dancing}
  images/09.png: {pose: climbing}
  images/10.png: {pose: falling}
  images/11.png: {pose: swimming}
  images/12.png: {pose: riding}
  images/13.png: {pose: reading}
  images/14.png: {pose: leaning}
  images/15.png: {pose: lying}
  images/16.png: {pose: flying}
```

## Does not fire
```character.yaml
images:
  images/01.png: {pose: standing}
  images/02.png: {pose: running}
  images/03.png: {pose: sitting}
  images/04.png: {pose: waving}
  images/05.png: {pose: jumping}
```

## Fix
None: which pictures say something new is for the author to see.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity

CODE = "D103"
NAME = "many-images"
SEVERITY: Severity = "warning"

USUAL = 15
REDUNDANT = 20


def check(items: Sequence[Item]) -> Iterator[Hit]:
    if len(items) <= USUAL:
        return
    yield Hit(
        ("images",),
        f"{len(items)} pictures; 5 to {USUAL} well chosen ones are often more effective (guide, step 3)",
        "Keep those that show a new angle, pose, expression or place; take out the ones most alike.",
        severity="warning" if len(items) >= REDUNDANT else "info",
    )

"""There are at least five pictures.

5 to 15 well chosen pictures are the guide's range (step 3). Fewer rarely show what stays the same about a
character and what varies.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: profile, pose: running}
  images/c.png: {angle: back, pose: sitting}
  images/d.png: {angle: three-quarter, pose: waving}
```

## Does not fire
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: profile, pose: running}
  images/c.png: {angle: back, pose: sitting}
  images/d.png: {angle: three-quarter, pose: waving}
  images/e.png: {angle: front, pose: jumping}
```

## Fix
None: only the author has the pictures.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.wording import plural

CODE = "D102"
NAME = "few-images"
SEVERITY: Severity = "warning"

FEWEST = 5


def check(items: Sequence[Item]) -> Iterator[Hit]:
    if 0 < len(items) < FEWEST:
        yield Hit(
            ("images",),
            f"{plural(len(items), 'picture')}; the guide asks for {FEWEST} to 15 (step 3)",
            f"Add at least {FEWEST - len(items)} more, with other angles, poses, expressions and places.",
        )

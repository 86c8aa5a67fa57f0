"""A small set shows at least three poses or three angles.

With 5 to 8 pictures, repetitive framing is the most common cause of weak recall: the guide asks for at
least 3 distinct poses or angles (step 3). It is an error only where it is sure: poses and angles that are
neither labelled nor named in the caption count as different, and if they decide, the finding is a note.
Sets of one or two pictures are left to few-images.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: front, pose: standing}
  images/c.png: {angle: front, pose: standing}
  images/d.png: {angle: profile, pose: standing}
  images/e.png: {angle: profile, pose: sitting}
```

## Does not fire
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: front, pose: running}
  images/c.png: {angle: front, pose: standing}
  images/d.png: {angle: front, pose: standing}
  images/e.png: {angle: front, pose: sitting}
```

## Fix
None: only the author has other pictures.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.wording import plural
from charspec.settings import SMALL_SET

CODE = "D104"
NAME = "small-set-poses"
SEVERITY: Severity = "error"

DISTINCT = 3


def check(items: Sequence[Item]) -> Iterator[Hit]:
    if not DISTINCT <= len(items) <= SMALL_SET:
        return
    poses, poses_unknown = _distinct(items, "pose")
    angles, angles_unknown = _distinct(items, "angle")
    if max(poses, angles) >= DISTINCT:
        return
    if max(poses + poses_unknown, angles + angles_unknown) >= DISTINCT:
        yield Hit(
            ("images",),
            f"{plural(len(items), 'picture')}, and neither labels nor captions say that there are "
            f"{DISTINCT} poses or angles",
            "Label them (`angle: front`, `pose: standing`) or name both in the captions.",
            severity="info",
        )
        return
    yield Hit(
        ("images",),
        f"{plural(len(items), 'picture')} with {plural(poses, 'pose')} and {plural(angles, 'angle')}; "
        f"a small set needs {DISTINCT} distinct poses or angles (guide, step 3)",
        "Add pictures from other angles (profile, back) or in other poses (sitting, running).",
    )


def _distinct(items: Sequence[Item], attribute: str) -> tuple[int, int]:
    """How many values are known to differ, and in how many pictures the value is unknown."""
    known = {item.attributes[attribute].key for item in items if attribute in item.attributes}
    return len(known), sum(attribute not in item.attributes for item in items)

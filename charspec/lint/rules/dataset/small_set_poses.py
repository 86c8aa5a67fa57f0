"""A small set shows at least three poses or three angles.

With 5 to 8 pictures, repetitive framing is the most common cause of weak recall: the guide asks for at
least 3 distinct poses or angles (step 3). It is an error only where it is sure: by labels, or by captions
of which every word is known. Where the captions say more than the vocabulary knows, it is a warning. Poses
and angles that are neither labelled nor named in the caption count as different, and if they decide, the
finding is a note; where captions are in a language that the vocabulary does not read, there is none. Sets
of one or two pictures are left to few-images.

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

from charspec.captions import is_english
from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.seen import Seen, seen
from charspec.lint.wording import plural
from charspec.settings import SMALL_SET
from charspec.spec import CharacterSpec

CODE = "D104"
NAME = "small-set-poses"
SEVERITY: Severity = "error"

DISTINCT = 3


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    if not DISTINCT <= len(items) <= SMALL_SET:
        return
    poses = [seen(item, "pose", spec) for item in items]
    angles = [seen(item, "angle", spec) for item in items]
    if max(_distinct(poses), _distinct(angles)) >= DISTINCT:
        return
    if max(_at_most(poses), _at_most(angles)) >= DISTINCT:
        if not all(is_english(item.caption) for item in items if item.caption):
            return
        yield Hit(
            ("images",),
            f"{plural(len(items), 'picture')}, and neither labels nor captions say that there are "
            f"{DISTINCT} poses or angles",
            "Label them (`angle: front`, `pose: standing`) or name both in the captions.",
            severity="info",
        )
        return
    sure = all(one.sure for one in (*poses, *angles) if one)
    yield Hit(
        ("images",),
        f"{plural(len(items), 'picture')} with {plural(_distinct(poses), 'pose')} and "
        f"{plural(_distinct(angles), 'angle')}; a small set needs {DISTINCT} distinct poses or angles "
        "(guide, step 3)",
        "Add pictures from other angles (profile, back) or in other poses (sitting, running).",
        severity="error" if sure else "warning",
    )


def _distinct(known: Sequence[Seen | None]) -> int:
    """How many are known to differ."""
    return len({one.key for one in known if one})


def _at_most(known: Sequence[Seen | None]) -> int:
    """How many there may be: whatever is unknown may be another."""
    return _distinct(known) + sum(one is None for one in known)

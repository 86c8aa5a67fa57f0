"""No pose fills more than half of the set.

The same pose in every picture bakes the pose into the identity (guide, common pitfalls: vary aggressively).
The rule counts the pictures of which labels or captions say the same pose in a set of six and more; the share
is charspec's own (threshold `pose-share`, one half). A pose that is unknown counts as another, and so does
one with further words: "standing" and "standing with a sword" are two.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: profile, pose: standing}
  images/c.png: {angle: back, pose: standing}
  images/d.png: {angle: three-quarter, pose: standing}
  images/e.png: {angle: front, pose: sitting}
  images/f.png: {angle: profile, pose: running}
```

## Does not fire
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: profile, pose: standing}
  images/c.png: {angle: back, pose: standing}
  images/d.png: {angle: three-quarter, pose: waving}
  images/e.png: {angle: front, pose: sitting}
  images/f.png: {angle: profile, pose: running}
```

## Fix
None: only the author has other pictures.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.grouped import listed
from charspec.lint.sets.seen import seen
from charspec.spec import CharacterSpec

CODE = "D108"
NAME = "pose-repetition"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_FEWEST = 6


def check(items: Sequence[Item], spec: CharacterSpec, thresholds: Thresholds) -> Iterator[Hit]:
    # Who leaves the pose out of `varies` has decided that it stays.
    if len(items) < _FEWEST or "pose" not in spec.varies:
        return
    poses = {item.file: str(one) for item in items if (one := seen(item, "pose", spec))}
    if not poses:
        return
    pose, count = Counter(poses.values()).most_common(1)[0]
    if count / len(items) > thresholds.pose_share:
        files = [file for file, found in poses.items() if found == pose]
        yield Hit(
            ("images",),
            f"{count} of {len(items)} pictures have one pose ('{pose}'): {listed(files)}",
            "Add other poses, or take some of these out: a repeated pose becomes part of the character "
            "(guide, common pitfalls).",
        )

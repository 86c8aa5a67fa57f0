"""There are at most four test prompts.

Each prompt is drawn after every epoch: four prompts and ten epochs make forty pictures that one page can
compare (guide, step 6). More cost time at every epoch and are looked at less.

## Fires
```character.yaml
tests:
  baseline: Vendalixia, standing, neutral expression
  new_pose: Vendalixia running
  new_place: Vendalixia on a beach at sunset
  new_framing: close-up portrait of Vendalixia, anime style
  fifth: Vendalixia reading a book
```

## Does not fire
```character.yaml
tests:
  baseline: Vendalixia, standing, neutral expression
  new_pose: Vendalixia running
  new_place: Vendalixia on a beach at sunset
  new_framing: close-up portrait of Vendalixia, anime style
```

## Fix
None: which four to keep is the author's choice.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.spec import CharacterSpec

CODE = "P101"
NAME = "too-many-prompts"
SEVERITY: Severity = "error"

MAX_PROMPTS = 4


def check(spec: CharacterSpec) -> Iterator[Hit]:
    slots = list(spec.tests or {})
    if len(slots) > MAX_PROMPTS:
        yield Hit(
            ("tests", slots[MAX_PROMPTS]),
            f"{len(slots)} test prompts; there is room for {MAX_PROMPTS} (guide, step 6)",
            "Keep a baseline, a new pose, a new place and a framing; draw others with `charspec generate`.",
        )

"""There are test prompts.

Without them a training shows nothing until it is over, and epochs cannot be compared (guide, steps 6 and
9). A spec without `tests` uses the guide's four; an empty `tests: {}` switches them off.

## Fires
```character.yaml
tests: {}
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
Unsafe: four prompts are written, a baseline and three that try what the set lacks, as by `charspec prompts`.
Deleting the line gives the guide's four.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.proposed import SLOT_OF, added
from charspec.spec import CharacterSpec

CODE = "P102"
NAME = "no-prompts"
SEVERITY: Severity = "warning"


def check(spec: CharacterSpec, items: Sequence[Item]) -> Iterator[Hit]:
    if spec.tests is not None and not spec.tests:
        yield Hit(
            ("tests",),
            "no test prompts: nothing will be drawn while the character is learned",
            "Delete `tests` to have the guide's four prompts, or write up to four of your own.",
            added(tuple(SLOT_OF.values()), items, spec),
        )

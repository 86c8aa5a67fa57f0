"""The prompts try what the guide asks for: a baseline, a new pose, a new place, another framing or style.

Each exercises another side of the identity: a model that holds the baseline and fails the new place has
learned the backgrounds, not the character (guide, step 6). A prompt counts by the name of its slot or by
its words. A prompt that cannot be read this way might be any of them, so the rule counts it for one that is
missing.

## Fires
```character.yaml
tests:
  baseline: Vendalixia, standing, neutral expression
  new_pose: Vendalixia running
```

## Does not fire
```character.yaml
tests:
  one: Vendalixia, standing, neutral expression
  two: Vendalixia running
  three: Vendalixia on a beach at sunset
  four: close-up portrait of Vendalixia, anime style
```

## Fix
Unsafe: prompts for what is missing are added, where there is room for them: poses, places and framings that
no picture shows, as by `charspec prompts`.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.prompts import Prompt
from charspec.lint.proposed import SLOT_OF, added
from charspec.lint.rules.prompts.too_many_prompts import MAX_PROMPTS
from charspec.lint.sides import EXAMPLES, sides
from charspec.spec import CharacterSpec, join_words

CODE = "P104"
NAME = "missing-slot"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"


def check(prompts: Sequence[Prompt], items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    # The guide's own prompts need no judging, and no prompts at all are P102's.
    if not spec.tests:
        return
    read = [sides(prompt) for prompt in prompts]
    missing = [side for side in EXAMPLES if not any(side in tried for tried in read)]
    if len(missing) <= sum(not tried for tried in read):
        return
    room = len(prompts) + len(missing) <= MAX_PROMPTS
    example = EXAMPLES[missing[0]].replace("{trigger}", spec.trigger)
    yield Hit(
        ("tests",),
        f"no test prompt for {join_words(missing)} (guide, step 6)",
        f"Add one, such as `{example}`.",
        added([SLOT_OF[side] for side in missing], items, spec) if room else None,
    )

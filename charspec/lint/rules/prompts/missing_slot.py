"""The prompts try what the guide asks for: a baseline, a new pose, a new place, another framing or style.

Each exercises another side of the identity: a model that holds the baseline and fails the new place has
learned the backgrounds, not the character (guide, step 6). A prompt counts by the name of its slot or by
its words; one that repeats another counts for nothing, and neither does a slot named `new_place` whose prompt
plainly names no place. A prompt in words that the vocabulary does not know may be any of the four, and is
taken for one that is missing.

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
from charspec.lint.rules.prompts.too_many_prompts import MAX_PROMPTS
from charspec.lint.sets.prompts import Prompt
from charspec.lint.sets.proposed import SLOT_OF, added
from charspec.lint.sets.sides import EXAMPLES, named_sides, tried
from charspec.lint.words.normal import normal
from charspec.spec import CharacterSpec, join_words

CODE = "P104"
NAME = "missing-slot"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"


def check(prompts: Sequence[Prompt], items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    # The guide's own prompts need no judging, and no prompts at all are P102's.
    if not spec.tests:
        return
    first: dict[str, Prompt] = {}
    repeats = [one for one in prompts if first.setdefault(normal(one.text), one) is not one]
    read = [tried(prompt, spec) for prompt in first.values()]
    missing = [side for side in EXAMPLES if not any(side in (found or ()) for found in read)]
    if len(missing) <= read.count(None):
        return
    # What is there under the name of a side, and does not try it, is to be reworded.
    named = [one for one in prompts if named_sides(one) & {*missing}]
    room = not named and len(prompts) + len(missing) <= MAX_PROMPTS
    example = EXAMPLES[missing[0]].replace("{trigger}", spec.trigger)
    same = f"; {_listed(repeats)} {'repeats' if len(repeats) == 1 else 'repeat'} another" if repeats else ""
    yield Hit(
        (named[0] if named else repeats[0]).path if named or repeats else ("tests",),
        f"no test prompt for {join_words(missing)}{same} (guide, step 6)",
        f"{'Reword' if named or repeats else 'Add'} one, such as `{example}`.",
        added([SLOT_OF[side] for side in missing], items, spec) if room else None,
    )


def _listed(prompts: Sequence[Prompt]) -> str:
    return join_words([f"'{prompt.slot}'" for prompt in prompts])

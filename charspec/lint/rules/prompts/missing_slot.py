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
None: what is new depends on what the set holds.
"""

from collections.abc import Iterator, Sequence

from charspec.captions import read_attributes
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.prompts import Prompt
from charspec.spec import CharacterSpec, join_words
from charspec.vocabulary import vocabulary

CODE = "P104"
NAME = "missing-slot"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_EXAMPLES = {
    "a baseline": "baseline: {trigger}, standing, neutral expression",
    "a new pose": "new_pose: {trigger} running",
    "a new place": "new_place: {trigger} on a beach at sunset",
    "another framing or style": "new_framing: close-up portrait of {trigger}, anime style",
}
_SLOT_WORDS = {
    "a baseline": ("baseline", "neutral", "default"),
    "a new pose": ("pose", "action"),
    "a new place": ("place", "environment", "background", "scene", "location"),
    "another framing or style": ("framing", "style", "portrait", "close"),
}
_ATTRIBUTES = {
    "pose": "a new pose",
    "environment": "a new place",
    "framing": "another framing or style",
    "style": "another framing or style",
}


def check(prompts: Sequence[Prompt], spec: CharacterSpec) -> Iterator[Hit]:
    # The guide's own prompts need no judging, and no prompts at all are P102's.
    if not spec.tests:
        return
    read = [_sides(prompt) for prompt in prompts]
    missing = [side for side in _EXAMPLES if not any(side in sides for sides in read)]
    if len(missing) <= sum(not sides for sides in read):
        return
    example = _EXAMPLES[missing[0]].replace("{trigger}", spec.trigger)
    yield Hit(
        ("tests",),
        f"no test prompt for {join_words(missing)} (guide, step 6)",
        f"Add one, such as `{example}`.",
    )


def _sides(prompt: Prompt) -> set[str]:
    """What a prompt tries, by its slot's name and its words; empty if neither says."""
    sides = {side for side, words in _SLOT_WORDS.items() if any(word in prompt.slot for word in words)}
    found = read_attributes(prompt.text, vocabulary())
    sides |= {side for attribute, side in _ATTRIBUTES.items() if attribute in found}
    # Standing, neutral, and nowhere in particular: that is what a baseline is.
    plain = found.get("pose", ("standing",)) == ("standing",) and not {"environment", "style"} & set(found)
    if plain and ("pose" in found or "neutral" in found.get("expression", ())):
        sides = (sides - {"a new pose"}) | {"a baseline"}
    return sides

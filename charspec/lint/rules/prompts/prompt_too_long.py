"""A test prompt fits what the base reads, and is no essay.

What goes over the limit of the text encoder is cut, so that the place or the style at the end is never
drawn and the prompt tests less than it says. The tokens are estimated as for captions; beyond about 75
words (threshold `caption-words`) little of the end is attended to. The guide's prompts have three to eight
words (step 6).

## Fires
```character.yaml
tests:
  new_place: >-
    Vendalixia standing at the rail of an old wooden ferry that crosses a wide and quiet river in the
    first light of an autumn morning, while behind her the passengers, wrapped in heavy coats, drink
    coffee from paper cups and look towards the far bank, where between bare poplars the towers of a
    monastery rise out of the mist, gulls circling overhead, ropes and lifebelts in the foreground, a
    mood of departure and of hope, muted colours, a soft and even light from the left, long reflections
```

## Does not fire
```character.yaml
tests:
  new_place: Vendalixia at the rail of an old ferry on a misty river at dawn, gulls overhead
```

## Fix
None: what to leave out is the author's choice.
"""

from collections.abc import Iterator

from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.rules.captions.caption_too_long import estimated_tokens
from charspec.lint.sets.prompts import Prompt
from charspec.settings import Base
from charspec.spec import CharacterSpec

CODE = "P109"
NAME = "prompt-too-long"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"


def check(prompt: Prompt, spec: CharacterSpec, base: Base, thresholds: Thresholds) -> Iterator[Hit]:
    if not spec.tests:
        return
    words = len(prompt.text.split())
    tokens = estimated_tokens(prompt.text, spec.trigger)
    name = f"the prompt '{prompt.slot}'"
    hint = "Keep the trigger and what this prompt is to try: a pose, a place, a framing or a style."
    if tokens > base.token_limit:
        message = f"{name} has about {tokens} tokens; {base.name} reads {base.token_limit}"
        yield Hit(prompt.path, message, hint)
    elif words > thresholds.caption_words:
        message = f"{name} has {words} words, more than {thresholds.caption_words}"
        yield Hit(prompt.path, message, hint)

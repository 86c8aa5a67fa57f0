"""No test prompt is the caption of a training picture.

Such a prompt asks for a picture the model has seen: it comes out well even where the model has only memorised
the set, so it hides what the prompts are there to show (guide, steps 6 and 9).

## Fires
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing in a forest
tests:
  baseline: Vendalixia, a young woman with silver hair and a red scarf, standing in a forest
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing in a forest
tests:
  baseline: Vendalixia, a young woman with silver hair and a red scarf, standing on a bridge
```

## Fix
None: what to try instead is the author's choice.
"""

import re
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.prompts import Prompt
from charspec.spec import CharacterSpec

CODE = "P105"
NAME = "prompt-copies-caption"
SEVERITY: Severity = "error"


def check(prompts: Sequence[Prompt], items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    captions = {_words(item.caption): item.file for item in reversed(items) if _words(item.caption)}
    for prompt in prompts:
        if file := captions.get(_words(prompt.text)):
            yield Hit(
                # The guide's own prompts stand nowhere in the spec: then the caption is what to change.
                prompt.path if spec.tests else ("images", file, "caption"),
                f"the prompt '{prompt.slot}' is the caption of {file}",
                "Change the pose, the place or the framing to one that no picture shows.",
            )


def _words(text: str) -> tuple[str, ...]:
    """A text without case and punctuation, as its words."""
    return tuple(re.findall(r"\w+", text.casefold()))

"""A release names the picture that stands for it.

The guide asks for a representative thumbnail (step 10). It is the picture of one of the test prompts, named
by its slot; without one, the pick of the last training stands for the model, whatever it shows.

## Fires
```character.yaml
release:
  description: Silver-haired courier of the Dusk Guild.
```

## Does not fire
```character.yaml
release:
  description: Silver-haired courier of the Dusk Guild.
  thumbnail: new_framing
```

## Fix
None: which prompt shows the character best is seen after the training.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.prompts import Prompt
from charspec.spec import CharacterSpec

CODE = "M102"
NAME = "no-thumbnail"
SEVERITY: Severity = "info"


def check(spec: CharacterSpec, prompts: Sequence[Prompt]) -> Iterator[Hit]:
    # Without a prompt there is nothing to name: that is P102's.
    if spec.release and not spec.release.thumbnail and prompts:
        slots = ", ".join(prompt.slot for prompt in prompts)
        yield Hit(
            ("release",),
            "the release names no thumbnail (guide, step 10)",
            f"Write `thumbnail: {prompts[-1].slot}` below `release:`; the slots are {slots}.",
        )

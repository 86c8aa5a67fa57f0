"""The trigger is one word.

A trigger with a blank in it is several words to the text encoder, each with a meaning of its own that is
pulled towards the character; and a line break, a second blank or a comma between them makes it another
trigger, since it has to stand byte-identical in every caption. The guide asks for a single unique token
(step 5).

## Fires
```character.yaml
trigger: Kael Storm
images:
  images/a.png: {angle: front, pose: standing}
```

## Does not fire
```character.yaml
trigger: Kael_Storm
images:
  images/a.png: {angle: front, pose: standing}
```

## Fix
None: captions and prompts have to change with it, also those outside this spec.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.spec import CharacterSpec

CODE = "T103"
NAME = "trigger-whitespace"
SEVERITY: Severity = "warning"


def check(spec: CharacterSpec) -> Iterator[Hit]:
    words = spec.trigger.split()
    if len(words) > 1:
        yield Hit(
            ("trigger",),
            f"the trigger '{spec.trigger}' is {len(words)} words",
            f"Write it as one, such as '{'_'.join(words)}', here and in every caption.",
        )

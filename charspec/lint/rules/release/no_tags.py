"""A release has tags.

The guide asks to tag a finished model so that teammates discover and reuse it (step 10). Useful tags say
what it is (`character`), where it belongs (the game, the guild) and its style.

## Fires
```character.yaml
release:
  description: Silver-haired courier of the Dusk Guild.
```

## Does not fire
```character.yaml
release:
  description: Silver-haired courier of the Dusk Guild.
  tags: [character, dusk-guild]
```

## Fix
None: only the author knows what teammates search for.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.spec import CharacterSpec

CODE = "M103"
NAME = "no-tags"
SEVERITY: Severity = "info"


def check(spec: CharacterSpec) -> Iterator[Hit]:
    if spec.release and not spec.release.tags:
        yield Hit(
            ("release",),
            "the release has no tags (guide, step 10)",
            "Write `tags: [character]` below `release:`, and the project or world it belongs to.",
        )

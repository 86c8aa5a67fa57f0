"""A release says in words who the character is.

A clear description of the key features is the first thing the guide asks of a finished model (step 10): it
is what teammates read before they use it, and what the model card begins with.

## Fires
```character.yaml
release:
  tags: [character]
```

## Does not fire
```character.yaml
release:
  description: Silver-haired courier of the Dusk Guild.
  tags: [character]
```

## Fix
None: only the author knows the character.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.spec import CharacterSpec

CODE = "M101"
NAME = "no-description"
SEVERITY: Severity = "warning"


def check(spec: CharacterSpec) -> Iterator[Hit]:
    if spec.release and not spec.release.description:
        yield Hit(
            ("release",),
            "the release has no description (guide, step 10)",
            f"Say below `release:` who {spec.name} is: `description: {_first_words(spec)}…`.",
        )


def _first_words(spec: CharacterSpec) -> str:
    """How a description may begin."""
    return f"{spec.name}, {spec.identity.worded()}, "

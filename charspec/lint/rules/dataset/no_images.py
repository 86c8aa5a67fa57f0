"""There are pictures to train on.

5 to 15 well chosen pictures teach a character (guide, step 3); without any there is nothing to learn.

## Fires
```character.yaml
images: {}
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
```

## Fix
None: only the author has the pictures.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.source import Problem
from charspec.spec import CharacterSpec

CODE = "D101"
NAME = "no-images"
SEVERITY: Severity = "error"


def check(spec: CharacterSpec, items: Sequence[Item], problems: Sequence[Problem]) -> Iterator[Hit]:
    # A folder that does not exist is I101's.
    if items or any(problem.code == "I101" for problem in problems):
        return
    if isinstance(spec.images, str):
        message = f"no pictures in {spec.images}"
        hint = f"Put 5 to 15 pictures (PNG, JPEG, WebP) into {spec.images}, or name another folder."
    else:
        message = "no pictures are listed"
        hint = "List 5 to 15 pictures below `images:`, or name the folder that holds them: `images: images/`."
    yield Hit(("images",), message, hint)

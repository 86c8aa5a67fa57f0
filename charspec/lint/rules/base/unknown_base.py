"""The base is one that charspec knows.

The base decides what the LoRA can be used with, so it is the first choice (guide, step 1): FLUX.2 for most
characters (dev for hero work, klein 9B for production, klein 4B for fast iteration), Z-Image for speed and
English and Chinese text, Qwen-Image for volume and complex scenes. The finding lists the names.

## Fires
```character.yaml
base: flux-klein
```

## Does not fire
```character.yaml
base: flux2-klein-9b
```

## Fix
None: the choice is the author's.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.settings import UnknownBaseError, load_base
from charspec.spec import CharacterSpec

CODE = "B101"
NAME = "unknown-base"
SEVERITY: Severity = "error"


def check(spec: CharacterSpec) -> Iterator[Hit]:
    try:
        load_base(spec.base)
    except UnknownBaseError as error:
        yield Hit(("base",), error.message, error.hint or "Choose one of the bases in conf/base.")

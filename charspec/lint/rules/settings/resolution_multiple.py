"""The resolution is one that the base can draw.

A base cuts pictures into patches, so both sides must be whole multiples of a few pixels: 16 for FLUX.2,
Z-Image and Qwen-Image, 8 for the embedded base. Any other number is rounded by one trainer and refused by
the next; the finding names the two nearest that work.

## Fires
```character.yaml
train:
  resolution: 1000
```

## Does not fire
```character.yaml
train:
  resolution: 1008
```

## Fix
None: whether to round up or down is the author's choice.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.setting import setting_path
from charspec.settings import Settings

CODE = "R108"
NAME = "resolution-multiple"
SEVERITY: Severity = "error"


def check(settings: Settings) -> Iterator[Hit]:
    side, multiple = settings.resolution, settings.base.multiple
    if side % multiple == 0:
        return
    below = side // multiple * multiple
    choices = [f"`resolution: {choice}`" for choice in (below, below + multiple) if choice]
    yield Hit(
        setting_path(settings, "resolution"),
        f"resolution is {side}, which is no multiple of {multiple} as {settings.base.name} needs it",
        f"Write {' or '.join(choices)}.",
    )

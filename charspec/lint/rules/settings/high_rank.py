"""A small set is not given a very large LoRA.

The rank is how much a LoRA can hold. With few pictures a high one has room to store each of them,
background and all, instead of what they have in common; the files grow with it. The bound, above 64 with
fewer than 15 pictures, is charspec's own (`max-rank`, `rank-pictures`). The default is 16.

## Fires
```character.yaml
train:
  rank: 128
```

## Does not fire
```character.yaml
train:
  rank: 32
```

## Fix
None: a value that was written on purpose is not replaced.
"""

from collections.abc import Iterator

from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.setting import of_the_base, setting_path
from charspec.lint.wording import plural
from charspec.settings import Settings

CODE = "R105"
NAME = "high-rank"
SEVERITY: Severity = "warning"


def check(settings: Settings, thresholds: Thresholds) -> Iterator[Hit]:
    if settings.rank <= thresholds.max_rank or of_the_base(settings, "rank"):
        return
    if not 0 < settings.pictures < thresholds.rank_pictures:
        return
    yield Hit(
        setting_path(settings, "rank"),
        f"rank is {settings.rank} for {plural(settings.pictures, 'picture')}: "
        "it has room to memorise each of them",
        "Write `rank: 16` (the default) or `rank: 32`.",
    )

"""Captions are not dropped so often that the trigger is forgotten.

`caption_dropout` trains a share of the steps without any caption. A little can loosen a model from its
wording; more teaches that the character appears when nothing is asked for, and takes those steps away from
the trigger, which the guide wants in every caption (step 5). The bound, 0.1, is charspec's own
(`max-caption-dropout`). The default is 0.

## Fires
```character.yaml
train:
  caption_dropout: 0.3
```

## Does not fire
```character.yaml
train:
  caption_dropout: 0.05
```

## Fix
None: a value that was written on purpose is not replaced.
"""

from collections.abc import Iterator

from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.setting import of_the_base, setting_path
from charspec.settings import Settings

CODE = "R106"
NAME = "caption-dropout"
SEVERITY: Severity = "warning"


def check(settings: Settings, thresholds: Thresholds) -> Iterator[Hit]:
    dropped = settings.caption_dropout
    if dropped <= thresholds.max_caption_dropout or of_the_base(settings, "caption_dropout"):
        return
    yield Hit(
        setting_path(settings, "caption_dropout"),
        f"{dropped:.0%} of the steps train without a caption: the character then comes without its trigger",
        f"Write `caption_dropout: {thresholds.max_caption_dropout:g}` or less, or leave the line out.",
    )

"""The learning rate is of the usual size.

The guide trains at 1e-4, and small sets at 5e-5 (step 7). Below 1e-5 a LoRA hardly moves within the usual
number of steps; above 5e-4 it overshoots, memorises, or breaks the base. Both bounds are thresholds of
charspec (`min-learning-rate`, `max-learning-rate`). A forgotten digit is what this finds: `1e-3` for
`1e-4`. A rate that a base brings itself is trusted, and only rates of the AdamW kind are judged: other
optimizers count otherwise.

## Fires
```character.yaml
train:
  learning_rate: 1e-3
```

## Does not fire
```character.yaml
train:
  learning_rate: 2e-4
```

## Fix
None: which digit was meant is the author's to say.
"""

from collections.abc import Iterator

from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.setting import of_the_base, setting_path
from charspec.lint.wording import plural, rate
from charspec.settings import SMALL_SET, Settings

CODE = "R103"
NAME = "unusual-learning-rate"
SEVERITY: Severity = "warning"

_RATE_OF_A_SMALL_SET = "5e-5"
_RATE = "1e-4"


def check(settings: Settings, thresholds: Thresholds) -> Iterator[Hit]:
    value, low, high = settings.learning_rate, thresholds.min_learning_rate, thresholds.max_learning_rate
    # The optimizer that knows its own step (prodigy) is given 1.
    if low <= value <= high or of_the_base(settings, "learning_rate") or "adam" not in settings.optimizer:
        return
    wanted = _RATE_OF_A_SMALL_SET if settings.pictures <= SMALL_SET else _RATE
    bound = f"below {rate(low)}" if value < low else f"above {rate(high)}"
    effect = "hardly anything is learned" if value < low else "it memorises or breaks"
    yield Hit(
        setting_path(settings, "learning_rate"),
        f"learning_rate is {rate(value)}, {bound}: {effect}",
        f"Write `learning_rate: {wanted}`, the guide's for {plural(settings.pictures, 'picture')} (step 7).",
    )

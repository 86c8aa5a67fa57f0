"""Up to 8 pictures train with the guide's settings for small sets.

Few pictures need more cycles and a smaller step, or the model memorises them before it knows the character:
epochs 15 to 20, repeats 25 to 30, learning rate 5e-5 (guide, step 7). `train: auto` chooses them by itself; a
base with settings of its own is trusted to need them.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: profile, pose: running}
  images/c.png: {angle: back, pose: sitting}
  images/d.png: {angle: three-quarter, pose: waving}
  images/e.png: {angle: front, pose: jumping}
train:
  epochs: 10
```

## Does not fire
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: profile, pose: running}
  images/c.png: {angle: back, pose: sitting}
  images/d.png: {angle: three-quarter, pose: waving}
  images/e.png: {angle: front, pose: jumping}
train: auto
```

## Fix
None: a value that was written on purpose is not replaced.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.lint.setting import of_the_base, setting_path
from charspec.lint.wording import plural, rate
from charspec.settings import SMALL_SET, Settings

CODE = "R101"
NAME = "small-set-settings"
SEVERITY: Severity = "warning"

EPOCHS = (15, 20)
REPEATS = (25, 30)
LEARNING_RATE = 5e-5


def check(settings: Settings) -> Iterator[Hit]:
    if not 0 < settings.pictures <= SMALL_SET:
        return
    asked = {
        "epochs": (settings.epochs, EPOCHS[0] <= settings.epochs <= EPOCHS[1], f"{EPOCHS[0]} to {EPOCHS[1]}"),
        "repeats": (
            settings.repeats,
            REPEATS[0] <= settings.repeats <= REPEATS[1],
            f"{REPEATS[0]} to {REPEATS[1]}",
        ),
        "learning_rate": (
            settings.learning_rate,
            abs(settings.learning_rate - LEARNING_RATE) < LEARNING_RATE / 100,
            rate(LEARNING_RATE),
        ),
    }
    for key, (value, fits, wanted) in asked.items():
        if fits or of_the_base(settings, key):
            continue
        found = f"{key} is {rate(value)} for {plural(settings.pictures, 'picture')}"
        yield Hit(
            setting_path(settings, key),
            f"{found}; the guide asks for {wanted} (step 7)",
            f"Write `train: auto`, or `{key}: {wanted.split()[0]}` below `train:`.",
        )

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
from charspec.lint.sets.setting import of_the_base
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
    outside = {key: words for key, words in _outside(settings).items() if not of_the_base(settings, key)}
    for key, (found, wanted) in outside.items():
        if settings.origin(key) == "spec":
            yield Hit(
                ("train", key),
                f"{found} for {plural(settings.pictures, 'picture')}; the guide asks for {wanted} (step 7)",
                f"Write `train: auto`, or `{key}: {wanted.split()[0]}` below `train:`.",
            )
    preset = {key: words for key, words in outside.items() if settings.origin(key) != "spec"}
    if preset:
        found, wanted = (", ".join(words) for words in zip(*preset.values(), strict=True))
        yield Hit(
            ("train", "preset"),
            f"by the preset {found} for {plural(settings.pictures, 'picture')}; "
            f"the guide asks for {wanted} (step 7)",
            "Write `train: auto`, or `preset: small_set` below `train:`.",
        )


def _outside(settings: Settings) -> dict[str, tuple[str, str]]:
    """What is not as the guide asks: key → what it is, what it should be."""
    found: dict[str, tuple[str, str]] = {}
    for key, value, (low, high) in (
        ("epochs", settings.epochs, EPOCHS),
        ("repeats", settings.repeats, REPEATS),
    ):
        if not low <= value <= high:
            found[key] = f"{key} is {value}", f"{low} to {high}"
    # The guide's rates are for optimizers of Adam's kind; prodigy is given a multiple of what it finds.
    if "adam" in settings.optimizer and abs(settings.learning_rate - LEARNING_RATE) > LEARNING_RATE / 100:
        found["learning_rate"] = f"learning_rate is {rate(settings.learning_rate)}", rate(LEARNING_RATE)
    return found

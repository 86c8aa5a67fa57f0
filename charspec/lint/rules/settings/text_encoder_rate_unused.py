"""A learning rate for the text encoder has a text encoder to train.

`text_encoder_learning_rate` (the guide's default is 1e-5, step 7) does nothing while `text_encoder` is off,
which is the default: only the image model's LoRA is trained then. Whoever writes the rate probably expects
an effect.

## Fires
```character.yaml
train:
  text_encoder_learning_rate: 1e-5
```

## Does not fire
```character.yaml
train:
  text_encoder: true
  text_encoder_learning_rate: 1e-5
```

## Fix
None: whether the text encoder is to be trained is the author's choice.
"""

from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.lint.wording import rate
from charspec.settings import Settings

CODE = "R102"
NAME = "text-encoder-rate-unused"
SEVERITY: Severity = "info"

_KEY = "text_encoder_learning_rate"


def check(settings: Settings) -> Iterator[Hit]:
    if settings.text_encoder or settings.origin(_KEY) != "spec":
        return
    yield Hit(
        ("train", _KEY),
        f"{_KEY} is {rate(settings.text_encoder_learning_rate)}, but no text encoder is trained",
        "Take the line out: the rate has no effect while `text_encoder` is off.",
    )

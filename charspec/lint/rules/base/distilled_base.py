"""A step-distilled base is not trained until its speed is gone.

A distilled base (Z-Image-Turbo, the distilled FLUX.2 klein) draws in a few steps because it was trained to.
Training on it directly undoes that within a short time: the LoRA then needs the full number of steps again,
or draws artefacts. So klein is trained on its undistilled base, and Z-Image-Turbo through a training
adapter that is taken off for sampling (`ostris/zimage_turbo_training_adapter`). By its author's own words
the adapter slows the loss and does not stop it: it is meant for short runs, such as characters. Reported
are more than 4,000 steps (threshold `max-distilled-steps`, the most that the guide's defaults give 20
pictures), and a distilled base without any adapter. A LoRA trained on `z-image` runs on Turbo too.

## Fires
```character.yaml
base: z-image-turbo
train:
  epochs: 25
```

## Does not fire
```character.yaml
base: z-image-turbo
train: auto
```

## Fix
None: another base and a shorter training both mend it.
"""

import math
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity
from charspec.settings import Settings, base_names, load_base

CODE = "B102"
NAME = "distilled-base"
SEVERITY: Severity = "warning"


def check(items: Sequence[Item], settings: Settings, thresholds: Thresholds) -> Iterator[Hit]:
    base = settings.base
    if not base.distilled:
        return
    whole = next((f"`base: {name}`" for name in base_names() if _runs_on(name, base.repository)), None)
    instead = f"Write {whole}: its LoRA runs on {base.name} too" if whole else "Train on an undistilled base"
    if base.training_adapter is None:
        message = f"{base.name} is step-distilled, and no training adapter for it is known"
        yield Hit(("base",), f"{message}: training undoes the distillation", f"{instead}.")
        return
    samples = sum(item.picture.repeats or settings.repeats for item in items)
    steps = math.ceil(samples / settings.batch_size) * settings.epochs
    if steps > thresholds.max_distilled_steps:
        yield Hit(
            ("base",),
            f"{steps:,} steps on the step-distilled {base.name}: beyond {thresholds.max_distilled_steps:,} "
            "even its training adapter does not keep the distillation",
            f"{instead}. Or lower `epochs` or `repeats`.",
        )


def _runs_on(name: str, repository: str | None) -> bool:
    """Whether what is trained on a base is meant to run on the model in `repository`."""
    deploy = load_base(name).deploy
    return deploy is not None and deploy.repository == repository

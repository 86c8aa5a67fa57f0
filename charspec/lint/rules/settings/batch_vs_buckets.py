"""Every bucket fills a batch.

A batch holds pictures of one shape only (a bucket). Where a shape has fewer samples per epoch, pictures ×
`repeats`, than `batch_size`, its batches are short: those pictures then weigh more than the others, and
steps cost time for little. Nothing breaks, so this is for information. The default batch size, 1, is always
filled.

## Fires
```character.yaml
train:
  batch_size: 8
  repeats: 6
```
```images/01.png
1536×1024
```

## Does not fire
```character.yaml
train:
  batch_size: 4
```
```images/01.png
1536×1024
```

## Fix
None: a smaller batch, more repeats and another crop all mend it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.images import UnreadableImageError
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.setting import setting_path
from charspec.lint.wording import plural
from charspec.settings import Settings, bucket

CODE = "R109"
NAME = "batch-vs-buckets"
SEVERITY: Severity = "info"

_SHOWN = 3


def check(items: Sequence[Item], settings: Settings) -> Iterator[Hit]:
    if settings.batch_size == 1:
        return
    samples = _samples(items, settings)
    short = sorted((count, shape) for shape, count in samples.items() if count < settings.batch_size)
    if not short:
        return
    named = [f"{width}×{height} has {count}" for count, (width, height) in short[:_SHOWN]]
    more = f" and {len(short) - _SHOWN} more" if len(short) > _SHOWN else ""
    yield Hit(
        setting_path(settings, "batch_size"),
        f"{len(short)} of {plural(len(samples), 'shape')} {'has' if len(short) == 1 else 'have'} fewer "
        f"samples than a batch of {settings.batch_size}: {', '.join(named)}{more}",
        f"Write `batch_size: {short[0][0]}`, raise `repeats`, or crop the pictures to fewer shapes.",
    )


def _samples(items: Sequence[Item], settings: Settings) -> Counter[tuple[int, int]]:
    """Samples per epoch of each shape; pictures that cannot be read are left out."""
    samples: Counter[tuple[int, int]] = Counter()
    for item in items:
        try:
            shape = bucket(item.size, settings.resolution, settings.base.multiple)
        except UnreadableImageError:
            continue
        if shape:
            samples[shape] += item.picture.repeats or settings.repeats
    return samples

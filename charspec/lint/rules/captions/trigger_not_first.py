"""The trigger stands first in the caption.

The guide's captions begin with it (step 5); what stands first weighs most with some text encoders. It is only
worth a note: the guide's own test prompt says "close-up portrait of Vendalixia".

## Fires
```character.yaml
images:
  images/front.png:
    caption: standing in a forest, Vendalixia, a young woman with silver hair and a red scarf
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing in a forest
  images/face.png:
    caption: close-up portrait of Vendalixia, a young woman with silver hair and a red scarf
```

## Fix
None: moving it may break a sentence.
"""

from collections.abc import Iterator, Sequence

from charspec.captions import find_trigger
from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.words.captioned import caption_name, caption_path, hits_or_one
from charspec.spec import CharacterSpec

CODE = "C103"
NAME = "trigger-not-first"
SEVERITY: Severity = "info"

_BEFORE = frozenset(",;.:，。；：、")


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    late = [(item, _hit(item, spec)) for item in items if _is_late(item, spec)]
    yield from hits_or_one(late, len(items), "captions name the trigger late")


def _is_late(item: Item, spec: CharacterSpec) -> bool:
    places = find_trigger(item.caption, spec.trigger)
    # "close-up portrait of Vendalixia" is one phrase: the trigger belongs to the first part.
    return bool(places) and bool(_BEFORE & set(item.caption[: places[0][0]]))


def _hit(item: Item, spec: CharacterSpec) -> Hit:
    return Hit(
        caption_path(item, spec),
        f"{caption_name(item, spec)} names the trigger late",
        f"Begin with '{spec.trigger}', as the guide's captions do (step 5).",
        word=spec.trigger,
    )

"""No two pictures have one caption.

What a caption does not name, its picture teaches as part of the character: two pictures that say the same
leave the difference between them to chance (guide, step 5: pose, environment and lighting change per image).
Captions count as the same if they differ in case, spacing or punctuation only. Composed ones are left alone
where a picture has few labels (under four): what is missing there is labels, not another wording.

## Fires
```character.yaml
images:
  images/front.png:
  images/back.png:
```
```images/front.txt
Vendalixia, a young woman with silver hair and a red scarf, standing in a forest
```
```images/back.txt
vendalixia, a young woman with silver hair and a red scarf, standing in a forest.
```

## Does not fire
```character.yaml
images:
  images/front.png:
  images/back.png:
  images/left.png: {angle: profile}
  images/right.png: {angle: profile}
```
```images/front.txt
Vendalixia, a young woman with silver hair and a red scarf, standing in a forest
```
```images/back.txt
Vendalixia, a young woman with silver hair and a red scarf, seen from behind in a forest
```

## Fix
None: only the pictures show in what they differ.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Also, Hit, Severity
from charspec.lint.sets.grouped import listed
from charspec.lint.words.captioned import caption_path
from charspec.lint.words.normal import normal
from charspec.spec import CharacterSpec

CODE = "C113"
NAME = "duplicate-caption"
SEVERITY: Severity = "warning"

_LABELLED = 4
_SHOWN = 5


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    alike: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.caption and not _is_sparse(item):
            alike[normal(item.caption) or item.caption].append(item)
    for group in alike.values():
        if len(group) > 1:
            first, second, *_ = group
            others = [one for one in group if one is not second]
            also = tuple(Also(_place(one, spec), "the same caption") for one in others[:_SHOWN])
            if len(group) > 2:
                message = (
                    f"{len(group)} pictures have the same caption: {listed([one.file for one in group])}"
                )
            else:
                message = f"{second.file} has the same caption as {first.file}"
            hint = "Say in each what the others do not show: pose, angle, framing, place, light."
            yield Hit(_place(second, spec), message, hint, also=also)


def _is_sparse(item: Item) -> bool:
    return item.caption_source == "template" and len(item.picture.attributes) < _LABELLED


def _place(item: Item, spec: CharacterSpec) -> tuple[str | int, ...]:
    return ("images", item.file) if item.caption_source == "template" else caption_path(item, spec)

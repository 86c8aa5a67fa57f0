"""A caption that a model wrote has been read by a person.

Automatic captions are right most of the time; one that names a wrong colour, or takes the background for
part of the character, teaches just that. The guide recommends to review and refine every one (step 5).
`draft: true` on a picture marks its caption, or the labels it is composed of, as written by a model and not
reviewed yet.

## Fires
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing
    draft: true
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing
```

## Fix
None: only a person can say that the caption fits the picture. `charspec caption character.yaml --review`
shows picture and caption side by side, and takes the mark out of those that are accepted.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.grouped import Fault, each_or_once

CODE = "C116"
NAME = "draft-caption"
SEVERITY: Severity = "warning"


def check(items: Sequence[Item]) -> Iterator[Hit]:
    # A draft that does not exist yet is C114's.
    drafts = [item for item in items if item.picture.draft and item.caption]
    faults = [
        Fault(item, "has a draft for a caption, which nobody has reviewed", ("images", item.file, "draft"))
        for item in drafts
    ]
    hint = (
        "Compare each with its picture: `charspec caption SPEC --review`; or correct it and take "
        "`draft: true` out (guide, step 5)."
    )
    yield from each_or_once(faults, len(items), "have drafts for captions, which nobody has reviewed", hint)

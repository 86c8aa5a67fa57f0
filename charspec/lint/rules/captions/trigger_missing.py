"""Every caption says the trigger.

Only pictures whose captions name the trigger teach it; a trigger missing from one or two captions is the
guide's example of inconsistent recall (step 5, common pitfalls). A possessive and a change of script end a
trigger: `Vendalixia's` and `Vendalixia站在` contain it.

## Fires
```character.yaml
images:
  images/front.png:
    caption: a young woman with silver hair and a red scarf, standing
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing
  images/back.png:
    caption: close-up of {trigger}'s face, a young woman with silver hair and a red scarf
```

## Fix
Safe: the trigger and a comma are put in front of the caption, in the file that holds it.
"""

from collections.abc import Iterator
from functools import partial

from charspec.captions import contains_trigger
from charspec.dataset import Item
from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.words.captioned import caption_name, caption_path
from charspec.lint.words.triggers import comma_of, put_in_front, slips, stand_ins
from charspec.spec import CharacterSpec

CODE = "C101"
NAME = "trigger-missing"
SEVERITY: Severity = "error"


def check(item: Item, spec: CharacterSpec) -> Iterator[Hit]:
    # No caption at all is C114's, a misspelt trigger C102's, `[trigger]` C117's.
    if not item.caption or contains_trigger(item.caption, spec.trigger):
        return
    if slips(item.caption, spec) or stand_ins(item.caption):
        return
    path = caption_path(item, spec)
    in_template = path == ("caption_template",)
    word = "{trigger}" if in_template else spec.trigger
    yield Hit(
        path,
        f"{caption_name(item, spec)} lacks the trigger '{spec.trigger}'",
        f"Begin it with '{word}{comma_of(item.caption)}': only pictures that name the trigger teach it.",
        Fix("Put the trigger in front", (Rewrite(path, partial(put_in_front, trigger=word)),)),
    )

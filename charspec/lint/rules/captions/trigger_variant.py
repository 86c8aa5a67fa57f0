"""The trigger is written the same, letter for letter, in every caption.

`vendalixia`, `Vendalixias` or `Vendalxia` are other tokens to the text encoder: what these pictures teach
goes to another word (guide, step 5: a unique token used in every caption). Words of the identity and of the
vocabulary are never taken for a slip.

## Fires
```character.yaml
images:
  images/front.png:
    caption: vendalixia, a young woman with silver hair and a red scarf, standing
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing
```

## Fix
Safe: the word is replaced by the trigger.
"""

from collections.abc import Iterator
from functools import partial

from charspec.dataset import Item
from charspec.lint.captioned import caption_name, caption_path
from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.triggers import slips, spell_right
from charspec.spec import CharacterSpec

CODE = "C102"
NAME = "trigger-variant"
SEVERITY: Severity = "error"

_DIFFERS = {"case": "in another case", "plural": "in the plural", "spelling": "spelt otherwise"}


def check(item: Item, spec: CharacterSpec) -> Iterator[Hit]:
    variants = slips(item.caption, spec)
    if not variants:
        return
    first = variants[0]
    path = caption_path(item, spec)
    yield Hit(
        path,
        f"{caption_name(item, spec)} has the trigger {_DIFFERS[first.kind]}: '{first.text}'",
        f"Write '{spec.trigger}', letter for letter: to the model anything else is another word.",
        Fix(f"Write '{spec.trigger}'", (Rewrite(path, partial(spell_right, spec=spec)),)),
        word=first.text,
    )

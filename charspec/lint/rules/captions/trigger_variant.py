"""The trigger is written the same, letter for letter, in every caption.

`vendalixia`, `Vendalixias` or `Vendalxia` are other tokens to the text encoder: what these pictures teach
goes to another word (guide, step 5: a unique token used in every caption). Words of the identity, of the
vocabulary and of everyday English, and other first names, are never taken for a slip. A word that only looks
like the trigger, in a caption that says the trigger as well, may be somebody else's name: that is a warning.

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
Safe: the word is replaced by the trigger. Where it may be another name, only with `--unsafe-fixes`.
"""

from collections.abc import Iterator
from functools import partial

from charspec.dataset import Item
from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.words.captioned import caption_name, caption_path
from charspec.lint.words.triggers import is_doubtful, slips, spell_right
from charspec.spec import CharacterSpec

CODE = "C102"
NAME = "trigger-variant"
SEVERITY: Severity = "error"

_DIFFERS = {"case": "in another case", "plural": "in the plural", "spelling": "spelt otherwise"}


def check(item: Item, spec: CharacterSpec) -> Iterator[Hit]:
    variants = slips(item.caption, spec)
    doubtful = [one for one in variants if is_doubtful(one, item.caption, spec.trigger)]
    certain = [one for one in variants if one not in doubtful]
    path, name = caption_path(item, spec), caption_name(item, spec)
    if certain:
        first = certain[0]
        yield Hit(
            path,
            f"{name} has the trigger {_DIFFERS[first.kind]}: '{first.text}'",
            f"Write '{spec.trigger}', letter for letter: to the model anything else is another word.",
            Fix(f"Write '{spec.trigger}'", (Rewrite(path, partial(spell_right, spec=spec)),)),
            word=first.text,
        )
    if doubtful:
        word = doubtful[0].text
        change = partial(spell_right, spec=spec, doubtful=True)
        yield Hit(
            path,
            f"{name} says '{word}' beside the trigger '{spec.trigger}'",
            f"Write '{spec.trigger}', letter for letter, if {spec.name} is meant; ignore this if not.",
            Fix(f"Write '{spec.trigger}'", (Rewrite(path, change),), safe=False),
            severity="warning",
            word=word,
        )

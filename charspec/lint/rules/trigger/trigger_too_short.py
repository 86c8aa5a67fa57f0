"""The trigger has four letters or more.

Two or three letters are a piece of many words and often a word themselves to the text encoder, so they
stand for much besides the character ("sks", long the customary trigger, is a rifle). The guide's examples
are a made-up name, a name with a number and a compound (step 5). The length is charspec's own (threshold
`trigger-letters`). Digits and underscores count; names in Chinese, Japanese, Korean or any other script
that writes syllables or words as one sign are not judged.

## Fires
```character.yaml
trigger: sks
images:
  images/a.png: {angle: front, pose: standing}
```

## Does not fire
```character.yaml
trigger: sks_07
images:
  images/a.png: {angle: front, pose: standing}
```

## Fix
None: the new name stands in every caption and is the author's choice.
"""

import unicodedata
from collections.abc import Iterator

from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Hit, Severity
from charspec.lint.wording import plural
from charspec.spec import CharacterSpec

CODE = "T102"
NAME = "trigger-too-short"
SEVERITY: Severity = "warning"

_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")


def check(spec: CharacterSpec, thresholds: Thresholds) -> Iterator[Hit]:
    signs = [char for char in spec.trigger if char.isalnum() or char == "_"]
    if len(signs) >= thresholds.trigger_letters or not all(map(_is_of_an_alphabet, signs)):
        return
    yield Hit(
        ("trigger",),
        f"the trigger '{spec.trigger}' has {plural(len(signs), 'letter')}, fewer than "
        f"{thresholds.trigger_letters}: it is a part of many other words",
        "Make it longer and unique, such as a made-up name or a name with a number: KAEL_07 (guide, step 5).",
    )


def _is_of_an_alphabet(char: str) -> bool:
    # Elsewhere one sign can be a syllable or a whole word.
    return not char.isalpha() or unicodedata.name(char, "").startswith(_ALPHABETS)

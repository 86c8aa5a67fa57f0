"""The trigger is a word that the base does not know yet.

The guide asks for a unique token (step 5: `Vendalixia`, `KAEL_07`, `MYHERO`). A word everyone uses, or a
first name alone, already calls up other pictures: the character is mixed with every raven or every Emma the
base has seen, and they with the character. The words are charspec's own list of about 2,400 everyday
English ones and 1,000 first names, written by hand; it is no dictionary, and a word that is not in it is
not judged. Names of two words and names with a digit or an underscore are never judged here.

## Fires
```character.yaml
trigger: Raven
images:
  images/a.png: {angle: front, pose: standing}
```

## Does not fire
```character.yaml
trigger: Ravenyx
images:
  images/a.png: {angle: front, pose: standing}
```

## Fix
None: the new name stands in every caption and is the author's choice.
"""

from collections.abc import Iterator

from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.words.common_words import COMMON_WORDS
from charspec.lint.words.first_names import FIRST_NAMES
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

CODE = "T101"
NAME = "trigger-common-word"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_LONG_ENOUGH = 5
"""Letters from which on an `s` at the end is taken for a plural."""


def check(spec: CharacterSpec) -> Iterator[Hit]:
    what = _known_as(spec.trigger)
    if what:
        yield Hit(
            ("trigger",),
            f"the trigger '{spec.trigger}' is {what}: the base already draws something else for it",
            f"Make it unique, such as '{_unique(spec.trigger)}', and write it so in every caption "
            "(guide, step 5).",
        )


def _known_as(trigger: str) -> str:
    word = trigger.lower()
    if not word.isalpha():
        return ""
    singular = word.removesuffix("s") if len(word) >= _LONG_ENOUGH else word
    if {word, singular} & COMMON_WORDS or _is_a_word_of_captions(word):
        return "a common word"
    return "a first name alone" if word in FIRST_NAMES else ""


def _is_a_word_of_captions(word: str) -> bool:
    """Whether captions use the word for an angle, a pose, a garment, a colour and so on."""
    return any((match.start, match.end) == (0, len(word)) for match in vocabulary().find(word))


def _unique(trigger: str) -> str:
    return f"{trigger.upper()}_07"

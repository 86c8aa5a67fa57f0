"""The trigger belongs to this character alone.

A trigger that is a word of the character's own class phrase ("fox" for a red fox) cannot be told from what
every such character is called. And two characters of one repository with the same trigger, or one inside
the other (`KAEL` and `KAEL_07`), get into each other's captions, prompts and catalogue, and their LoRAs
answer to each other's name when they are merged. The other specs are those of the same run, so lint them
together: `charspec lint characters/`. Two specs in one folder with the same identity are one character
(say, for two bases) and may share its trigger; in different folders that is only a note, since it may be a
copy to be edited.

## Fires
```character.yaml
trigger: woman
identity: a young woman with silver hair
images:
  images/a.png: {angle: front, pose: standing}
```

## Does not fire
```character.yaml
trigger: Vendalixia
identity: a young woman with silver hair
images:
  images/a.png: {angle: front, pose: standing}
```

## Fix
None: which of the two to rename is the author's choice.
"""

from collections.abc import Iterator, Sequence

from charspec.captions import contains_phrase
from charspec.errors import Path
from charspec.lint.finding import Also, Hit, Severity
from charspec.lint.sets.neighbours import Neighbour, clashing
from charspec.source import Source
from charspec.spec import CharacterSpec

CODE = "T104"
NAME = "trigger-clash"
SEVERITY: Severity = "warning"


def check(spec: CharacterSpec, source: Source, neighbours: Sequence[Neighbour]) -> Iterator[Hit]:
    if contains_phrase(spec.identity.class_phrase, spec.trigger):
        yield Hit(
            ("trigger",),
            f"the trigger '{spec.trigger}' stands in the class phrase '{spec.identity.class_phrase}'",
            "Choose a name that no other character of its kind has, such as KAEL_07 (guide, step 5).",
            also=(Also(_class_phrase_path(source), "the class phrase", spec.identity.class_phrase),),
        )
    own = Neighbour(source.file, spec.trigger, spec.identity.worded())
    for other in clashing(own, neighbours):
        same_trigger = other.trigger.casefold() == own.trigger.casefold()
        same_character = same_trigger and other.identity.casefold() == own.identity.casefold()
        if same_character and other.folder == own.folder:
            continue
        how = "also that" if same_trigger else f"inside '{other.trigger}', that"
        if same_trigger and other.trigger != own.trigger:
            how = f"but for its case '{other.trigger}', that"
        yield Hit(
            ("trigger",),
            f"the trigger '{spec.trigger}' is {how} of {other.file}",
            "Rename one of them in its spec and captions, so that each name calls one character.",
            severity="info" if same_character else None,
        )


def _class_phrase_path(source: Source) -> Path:
    return ("identity", "is") if ("identity", "is") in source.values else ("identity",)

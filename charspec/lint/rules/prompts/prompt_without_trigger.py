"""Every test prompt says the trigger.

A prompt without it asks the base for anyone, so its pictures say nothing about the character. (The control
picture without trigger is drawn anyway.) Prompts are built like captions: same trigger, same order (guide,
step 6).

## Fires
```character.yaml
tests:
  baseline: Vendalixia, standing, neutral expression
  new_pose: a young woman running
```

## Does not fire
```character.yaml
tests:
  baseline: Vendalixia, standing, neutral expression
  new_pose: "{trigger} running"
```

## Fix
Safe: a word that only differs from the trigger in case, plural or a slip is replaced by it; otherwise the
trigger and a comma are put in front.
"""

from collections.abc import Iterator
from functools import partial

from charspec.captions import contains_trigger
from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.sets.prompts import Prompt
from charspec.lint.words.triggers import put_in_front, slips, spell_right, stand_ins
from charspec.spec import CharacterSpec

CODE = "P103"
NAME = "prompt-without-trigger"
SEVERITY: Severity = "error"


def check(prompt: Prompt, spec: CharacterSpec) -> Iterator[Hit]:
    # What stands for the trigger, `[trigger]`, is C117's.
    if contains_trigger(prompt.text, spec.trigger) or stand_ins(prompt.text):
        return
    if found := slips(prompt.text, spec):
        yield Hit(
            prompt.path,
            f"the prompt '{prompt.slot}' says '{found[0].text}', not the trigger '{spec.trigger}'",
            f"Write '{spec.trigger}', letter for letter: to the model anything else is another word.",
            Fix(f"Write '{spec.trigger}'", (Rewrite(prompt.path, partial(spell_right, spec=spec)),)),
            word=found[0].text,
        )
        return
    change = partial(put_in_front, trigger=spec.trigger)
    yield Hit(
        prompt.path,
        f"the prompt '{prompt.slot}' lacks the trigger '{spec.trigger}'",
        f"Begin it with '{spec.trigger}': without the trigger it shows what the base makes of anyone.",
        Fix("Put the trigger in front", (Rewrite(prompt.path, change),)),
    )

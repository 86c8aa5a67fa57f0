"""Every placeholder of a caption or a prompt is one that is filled in.

charspec fills in `{trigger}` and `{identity}`. What other tools fill in, such as `[trigger]`, and whatever
else stands in braces would be read to the model as it is written: these pictures would teach a bracket. So
would `${HOME}` and `${oc.env:HOME}`: a caption is text, for which nothing is looked up in the environment or
in a configuration. Words in braces, which some tools take for emphasis (`{silver hair}`), are a warning.

## Fires
```character.yaml
images:
  images/front.png:
    caption: "[trigger], a young woman with silver hair and a red scarf, {pose}"
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: "{trigger}, {identity}, standing [seen from the left]"
```

## Fix
Safe: `[trigger]`, also in other brackets or in another case, becomes the trigger. What another placeholder
stands for only its author knows.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from charspec.captions import PLACEHOLDERS
from charspec.dataset import Item
from charspec.errors import Path
from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.words.captioned import caption_name, caption_path
from charspec.lint.words.triggers import fill_in, stand_ins
from charspec.spec import CharacterSpec

CODE = "C117"
NAME = "unresolved-placeholder"
SEVERITY: Severity = "error"

_NAMES = "name|token|subject|character|concept|instance|class|filewords|caption|identity"
_PLACEHOLDER = re.compile(
    rf"\{{\{{?[A-Za-z_][\w-]{{0,39}}\}}?\}}|\[(?:{_NAMES})\]|<(?:{_NAMES})>", re.IGNORECASE
)
_LOOKUP = re.compile(r"\$\{[^{}]*\}")
_BRACES = re.compile(r"\{[^{}]*\}")


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    for item in items:
        place = caption_path(item, spec)
        fixable = item.caption_source in ("spec", "sidecar", "metadata")
        yield from _in_text(item.written, place, caption_name(item, spec), spec, fixable)
    for slot, text in (spec.tests or {}).items():
        yield from _in_text(text, ("tests", slot), f"the prompt '{slot}'", spec, True)


def _in_text(text: str, path: Path, name: str, spec: CharacterSpec, fixable: bool) -> Iterator[Hit]:
    # A trigger may itself be written in brackets.
    bare = text.replace(spec.trigger, "")
    if meant := stand_ins(bare):
        yield Hit(
            path,
            f"{name} says '{meant[0]}', which nothing fills in",
            f"Write '{spec.trigger}', or {{trigger}}.",
            Fix(f"Write '{spec.trigger}'", (Rewrite(path, partial(fill_in, trigger=spec.trigger)),))
            if fixable
            else None,
            word=meant[0],
        )
    for found in dict.fromkeys(_LOOKUP.findall(bare)):
        hint = "Write the words themselves: a caption is text, and nothing is looked up for it."
        yield Hit(path, f"{name} says '{found}', which nothing fills in", hint, word=found)
    bare = _LOOKUP.sub("", bare)
    others = [found for found in _PLACEHOLDER.findall(bare) if found not in meant and not _is_filled(found)]
    for found in dict.fromkeys(others):
        hint = "Write what it stands for; only {trigger} and {identity} are filled in."
        yield Hit(path, f"{name} says '{found}', which nothing fills in", hint, word=found)
    rest = [found for found in _BRACES.findall(_PLACEHOLDER.sub("", bare)) if not _is_filled(found)]
    if rest:
        message = f"{name} has braces, which the model reads as they stand: '{rest[0]}'"
        yield Hit(path, message, "Take the braces out.", severity="warning", word=rest[0])


def _is_filled(placeholder: str) -> bool:
    return placeholder in {f"{{{name}}}" for name in PLACEHOLDERS}

"""Every ignore names a rule, and keeps a finding of it quiet.

`# charspec: ignore[D109] reason` keeps one finding quiet, on its line or alone on a line above it. One that
is misspelt does nothing, though its author believes otherwise; one whose finding is mended stays behind, and
will hide the next fault on that line. Rules that did not run, because they are not selected or have nothing
to judge yet, are not held against an ignore. An error of the spec itself (S) cannot be ignored: silence would
claim that the spec is sound.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/  # charspec: ignore[D901] one place on purpose
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
# charspec: ignore[D102] the others are still being drawn
images: images/
```

## Fix
None: whether to correct the name, to move the comment or to delete it is the author's choice.
"""

import itertools
from collections.abc import Iterator

from charspec.lint.finding import Hit, Severity
from charspec.lint.registry import all_rules
from charspec.lint.suppression import Suppressions
from charspec.nearest import nearest

CODE = "S111"
NAME = "unknown-suppression"
SEVERITY: Severity = "warning"

_MOST = 100
_MODELS = {"embeddings", "texts"}
_FORM = "Write `# charspec: ignore[CODE] reason`, with the code or the name of a rule."


def check(suppressions: Suppressions) -> Iterator[Hit]:
    # Thousands of faulty ignores are one mistake, and each is compared with every name there is.
    yield from itertools.islice(_hits(suppressions), _MOST)


def _hits(suppressions: Suppressions) -> Iterator[Hit]:
    for span in suppressions.malformed:
        yield Hit((), "this comment ignores nothing: it names no rule in brackets", _FORM, span=span)
    for ignore in suppressions.ignores:
        if not ignore.names:
            yield Hit((), "this ignore names no rule", _FORM, span=ignore.span)
        for name, span in ignore.names.items():
            if fault := _fault(name, name in ignore.used, suppressions.judged):
                yield Hit((), fault[0], fault[1], span=span)


def _fault(name: str, used: bool, judged: set[str]) -> tuple[str, str] | None:
    """What is wrong with one name of an ignore, and the next step; None if nothing is, or nobody can know."""
    rules = [rule for rule in all_rules() if name in (rule.code, rule.name, rule.code[0])]
    if not rules:
        known = [word for rule in all_rules() for word in (rule.code, rule.name)]
        near = nearest(name.upper(), known) or nearest(name.lower(), known)
        question = f"Did you mean '{near}'? " if near else ""
        return f"no rule is called '{name}'", f"{question}An ignore names codes (C101), names or a group (C)."
    if all(rule.always for rule in rules):
        return f"{name} is an error of the spec itself, which cannot be ignored", "Mend what it says."
    # A group is judged without the rules that need a model which the configuration does not name.
    group = name == rules[0].code[0]
    codes = {rule.code for rule in rules if not (group and _MODELS & set(rule.wants))} - {CODE}
    if used or not codes or not codes <= judged:
        return None
    return (
        f"this ignore of {name} keeps no finding quiet",
        "Delete it; or move it to the line of the finding, or alone on the line above.",
    )

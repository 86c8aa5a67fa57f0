"""Every value is of the kind that its key asks for.

`epochs: many` or `flip: no` (which is text in YAML 1.2) cannot be followed; the finding says what is wanted
and what stands there.

## Fires
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
train:
  epochs: ten
```

## Does not fire
```character.yaml
schema: charspec/1
trigger: Vendalixia
identity: a fox
images: images/
train:
  epochs: 10
  learning_rate: 1e-4
```

## Fix
Safe: a number or a switch in quotes loses them (`epochs: "10"`), and YAML 1.1's `yes`, `no`, `on` and `off`
become `true` and `false`. What else was meant only its author knows.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem, Source, resolve
from charspec.spec.problems import WANTS_NUMBER, WANTS_SWITCH

CODE = "S104"
NAME = "wrong-type"
SEVERITY: Severity = "error"

_SWITCHES = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}


def check(problems: Sequence[Problem], source: Source) -> Iterator[Hit]:
    for hit in hits_of(problems, CODE, "Correct the value.", always=True):
        meant = _meant(hit, source)
        if meant is None:
            yield hit
        else:
            change = partial(_written, text=meant)
            yield hit._replace(fix=Fix(f"Write {meant}", (Rewrite(hit.path, change, "bare"),)))


def _meant(hit: Hit, source: Source) -> str | None:
    """The number or switch that a value of the wrong type spells; None if it spells none."""
    if hit.file is not None or hit.path not in source.values:
        return None
    value = source.get(hit.path)
    if not isinstance(value, str):
        return None
    if WANTS_SWITCH in hit.message:
        return _SWITCHES.get(value.strip().lower())
    number = resolve(value.strip())
    whole = isinstance(number, int) and not isinstance(number, bool)
    if WANTS_NUMBER[0] in hit.message:
        return value.strip() if whole else None
    fits = WANTS_NUMBER[1] in hit.message and (whole or isinstance(number, float))
    return value.strip() if fits else None


def _written(_: str, text: str) -> str:
    return text

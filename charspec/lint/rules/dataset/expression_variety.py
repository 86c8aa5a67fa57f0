"""The pictures that show a face show more than one expression.

If the character smiles in every picture, it smiles in every picture it is ever asked for (guide, step 2:
neutral, smiling, surprised, serious). Back views are left out. A picture whose expression is neither labelled
nor named in its caption may show any, so one such picture keeps the rule silent; and so a plush toy, a robot
or a dog without expressions is never asked for them.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, expression: smiling}
  images/b.png: {angle: profile, expression: smiling}
  images/c.png: {angle: three-quarter, expression: smiling}
  images/d.png: {angle: back}
```

## Does not fire
```character.yaml
images:
  images/a.png: {angle: front, expression: smiling}
  images/b.png: {angle: profile, expression: serious}
  images/c.png: {angle: three-quarter, expression: smiling}
  images/d.png: {angle: back}
```

## Fix
None: only the author has other pictures.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.seen import alike, all_seen, shows_no_face
from charspec.lint.words.nature import is_no_person
from charspec.spec import CharacterSpec

CODE = "D106"
NAME = "expression-variety"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_FEWEST = 3


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    # Who leaves the expression out of `varies` has decided that it stays.
    if "expression" not in spec.varies:
        return
    faces = [item for item in items if not shows_no_face(item, spec)]
    known = all_seen(faces, "expression", spec)
    if len(faces) < _FEWEST or known is None or not alike(known):
        return
    # The stitched smile of a toy is how it is made; only who labels it as an expression means one.
    labelled = all(item.attributes["expression"].origin == "labelled" for item in faces)
    if is_no_person(spec) and not labelled:
        return
    yield Hit(
        ("images",),
        f"all {len(faces)} pictures that show a face have one expression ('{known[0]}')",
        "Add others, such as neutral, smiling, surprised and serious (guide, step 2).",
    )

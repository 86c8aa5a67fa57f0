"""A picture's labels and its caption do not contradict each other.

A hand-written caption is what trains; the labels beside it feed the rules about variety and the coverage.
Where the caption says "back view" and the label `front`, one of the two is wrong, and either the model or
these rules are misled. Only what cannot both be true is a contradiction: another side, another zoom level,
another posture, an opposite expression, indoors and in the woods, day and night. A word the vocabulary does
not know is none.

## Fires
```character.yaml
images:
  images/a.png:
    caption: "{trigger}, {identity}, back view, standing in a forest"
    angle: front
```

## Does not fire
```character.yaml
images:
  images/a.png:
    caption: "{trigger}, {identity}, seen from the front, upright among old oaks in a forest"
    angle: front
    pose: standing
    environment: in a forest
```

## Fix
None: only who looks at the picture knows which is right.
"""

from collections.abc import Iterator

from charspec.dataset import Item
from charspec.lint.finding import Also, Confidence, Hit, Severity
from charspec.lint.sets.seen import bare_caption
from charspec.lint.words.contradictions import contradiction
from charspec.spec import CharacterSpec

CODE = "D115"
NAME = "label-contradicts-caption"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"


def check(item: Item, spec: CharacterSpec) -> Iterator[Hit]:
    # Every other caption is made of the labels, or stands where there are none.
    if item.caption_source != "spec":
        return
    caption = bare_caption(item, spec)
    for name, attribute in item.attributes.items():
        if attribute.origin != "labelled":
            continue
        words = contradiction(name, attribute.terms, caption)
        if words:
            yield Hit(
                ("images", item.file, name),
                f"the label {name}: {attribute.value} of {item.file} contradicts its caption: '{words}'",
                "Look at the picture and mend whichever is wrong.",
                also=(Also(("images", item.file, "caption"), "the caption", words),),
            )

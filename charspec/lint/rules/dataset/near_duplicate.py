"""No picture nearly repeats another.

A picture that was saved again, scaled, brightened, mirrored or lightly cropped adds nothing but weight, and
too many similar pictures leave the character stuck in what they show (guide, step 3). Shots of one burst,
alike but for the face or a hand, are no copies: the finding says so, and is a note where labels or captions
tell them apart. Copies are found by a perceptual hash (up to 19 of 127 bits differ; 29 where a part of one
lies over the other), and confirmed by correlation (0.82 and more) and by colours, so that poses before one
plain ground are not taken for each other.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
  images/again.jpg: {angle: front, pose: waving}
```
```images/again.jpg
the picture of images/front.png, saved again as JPEG
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
  images/other.png: {angle: front, pose: waving}
```

## Fix
None: which of the two stays is the author's choice.
"""

from collections.abc import Iterator, Sequence

from charspec.lint.finding import Also, Confidence, Hit, Severity
from charspec.lint.sets.twins import Repeat

CODE = "D111"
NAME = "near-duplicate"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_SHOT = ("angle", "framing", "pose", "expression", "outfit")


def check(repeats: Sequence[Repeat]) -> Iterator[Hit]:
    for repeat in repeats:
        if repeat.likeness == "same":
            continue
        told_apart = repeat.likeness == "region" and _told_apart(repeat)
        yield Hit(
            ("images", repeat.item.file),
            _message(repeat),
            _hint(repeat, told_apart),
            severity="info" if told_apart else None,
            also=(Also(("images", repeat.of.file), "the other one"),),
        )


def _message(repeat: Repeat) -> str:
    item, of = repeat.item.file, repeat.of.file
    mirrored = ", mirrored" if repeat.mirrored else ""
    if repeat.likeness == "region":
        return f"{item} differs from {of}{mirrored and f'{mirrored},'} only in a small region"
    how = "cropped" if repeat.likeness == "cropped" else "re-encoded, scaled or brightened"
    return f"{item} looks like a copy of {of}{mirrored}: {how}"


def _hint(repeat: Repeat, told_apart: bool) -> str:
    if repeat.likeness != "region":
        return "Keep the better of the two."
    if told_apart:
        return "That is fine for a pair that shows two expressions; many such pairs bake the rest in."
    return "If that region is what the picture is for (an expression, a hand), name it in both captions."


def _told_apart(repeat: Repeat) -> bool:
    """Whether labels or captions say that the two show different things."""
    first, second = repeat.item.attributes, repeat.of.attributes
    return any(name in first and name in second and first[name].key != second[name].key for name in _SHOT)

"""Each picture shows one character.

With a second person in the picture, the trigger is learned for both of them: crop to the character or
remove the picture (guide, common pitfalls: multiple characters). The rule reads the captions: "two women",
"with her friend", "holding hands with a boy", and a second one of what the character is ("two robots" for a
robot). A crowd in the background, a statue, a poster and the like are no second character. Words may
mislead, so it is a warning.

With a detector of persons or of faces it looks at the pictures as well: `person-detector` and `face-detector`
in `[tool.charspec.lint]`, end-to-end YOLO exports, say (docs/lint.md says which); charspec brings none. Two
persons or faces of which it is sure (score 0.7), apart from each other and not much smaller than one another,
are an error, unless the caption knows of a crowd, a poster, a mirror and the like.

## Fires
```character.yaml
images:
  images/a.png: {caption: "{trigger}, {identity}, holding hands with her friend, on a beach"}
```

## Does not fire
```character.yaml
images:
  images/a.png: {caption: "{trigger}, {identity}, beside a statue of a man, a crowd in the background"}
```

## Fix
None: crop the picture (`crop: [left, top, right, bottom]`) and mend the caption, or take it out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from charspec.dataset import Item
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.seen import bare_caption
from charspec.lint.words.captioned import caption_name, caption_path
from charspec.lint.words.company import company_in, second_of, tells_of_others
from charspec.lint.words.nature import head_noun, is_a_thing, plural_of
from charspec.spec import CharacterSpec

if TYPE_CHECKING:
    from charspec.lint.models.views import Box

CODE = "D112"
NAME = "several-characters"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_GROUPS = frozenset(
    ("couple", "pair", "duo", "trio", "twins", "group", "band", "family", "sisters", "brothers")
)


_SURE = 0.7
_LEAST_OF_LARGEST = 0.25
_MOST_SHARED = 0.6
"""Boxes that lie in each other for more than this are one person, found twice, or parts of them."""


def check(
    item: Item, spec: CharacterSpec, people: "Mapping[str, Mapping[str, Sequence[Box]]]"
) -> Iterator[Hit]:
    phrase = spec.identity.class_phrase
    # A character that is a pair by itself is shown as one.
    if _GROUPS & set(phrase.lower().split()) or company_in(phrase):
        return
    noun = head_noun(spec)
    kinds = [(noun, plural_of(noun))] if noun and not is_a_thing(spec) else []
    words = second_of(item.caption, phrase) or company_in(bare_caption(item, spec), kinds)
    if words:
        yield Hit(
            caption_path(item, spec),
            f"{caption_name(item, spec)} names a second character: '{words}'",
            "Crop the picture to the character and mend the caption, or take it out "
            "(guide, common pitfalls).",
            word=words,
        )
    seen = _seen(people[item.file])
    if seen and not is_a_thing(spec) and not tells_of_others(item.caption):
        yield Hit(
            ("images", item.file),
            f"{item.file} shows {seen}",
            "Crop it to the character, or take it out (guide, common pitfalls); people on a poster or far "
            "off, its caption names.",
            severity="error",
            confidence="certain",
        )


def _seen(found: "Mapping[str, Sequence[Box]]") -> str:
    """How many persons or faces the detectors are sure of, if several: `2 persons`."""
    for kind, boxes in found.items():
        largest = max((box.area for box in boxes), default=0.0)
        apart: list[Box] = []
        for box in boxes:
            large = box.score >= _SURE and box.area >= _LEAST_OF_LARGEST * largest
            if large and all(box.shared(other) <= _MOST_SHARED for other in apart):
                apart.append(box)
        if len(apart) > 1:
            return f"{len(apart)} {kind}"
    return ""

"""Each picture shows one character.

With a second person in the picture, the trigger is learned for both of them: crop to the character or
remove the picture (guide, common pitfalls: multiple characters). The rule reads the captions: "two women",
"with her friend", "holding hands with a boy", and a second one of what the character is ("two robots" for a
robot). A crowd in the background, a statue, a poster and the like are no second character. Words may
mislead, so it is a warning.

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

from collections.abc import Iterator

from charspec.dataset import Item
from charspec.lint.captioned import caption_name, caption_path
from charspec.lint.company import company_in
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.nature import head_noun, is_a_thing, plural_of
from charspec.lint.seen import bare_caption
from charspec.spec import CharacterSpec

CODE = "D112"
NAME = "several-characters"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_GROUPS = frozenset(
    ("couple", "pair", "duo", "trio", "twins", "group", "band", "family", "sisters", "brothers")
)


def check(item: Item, spec: CharacterSpec) -> Iterator[Hit]:
    phrase = spec.identity.class_phrase
    # A character that is a pair by itself is shown as one.
    if _GROUPS & set(phrase.lower().split()) or company_in(phrase):
        return
    noun = head_noun(spec)
    kinds = [(noun, plural_of(noun))] if noun and not is_a_thing(spec) else []
    words = company_in(bare_caption(item, spec), kinds)
    if words:
        yield Hit(
            caption_path(item, spec),
            f"{caption_name(item, spec)} names a second character: '{words}'",
            "Crop the picture to the character and mend the caption, or take it out "
            "(guide, common pitfalls).",
            word=words,
        )

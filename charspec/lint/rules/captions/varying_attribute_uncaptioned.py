"""What varies is in the captions.

A label feeds the coverage rules, but only the caption is trained on: a picture labelled `environment: in a
forest` whose hand-written caption names no place teaches the forest as part of the character (guide, step 5).
The same holds for a template that leaves a labelled attribute out, and for an attribute of `varies` that no
caption names. A caption in another language, or with words that may say it, is not asked, nor is a back view
for its expression.

## Fires
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, front view, smiling
    environment: in a forest
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, front view, between old oaks
    environment: in a forest
```

## Fix
None: where in a sentence it belongs is the author's to say.
"""

import re
from collections.abc import Iterator, Sequence

from charspec.captions import is_english, read_attributes
from charspec.dataset import Item
from charspec.lint.finding import Also, Confidence, Hit, Severity
from charspec.lint.sets.seen import bare_caption, shows_no_face
from charspec.lint.words.appearance import senses
from charspec.lint.words.captioned import caption_name, hits_or_one
from charspec.lint.words.content import Part, content_of, tells_nothing
from charspec.lint.words.nature import is_no_person
from charspec.spec import STANDARD_VARIES, CharacterSpec, join_words
from charspec.vocabulary import vocabulary

CODE = "C107"
NAME = "varying-attribute-uncaptioned"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_WORD = re.compile(r"[^\W_]+")
_HINTS = {
    "angle": "view angle facing faces seen profile turn behind front side shoulder back camera toward",
    "framing": "shot close body length waist portrait fram crop zoom bust knee torso distan full view",
    "expression": "express smil laugh look gaz eye mouth brow tear mood cheer happ joy grin stare lips",
    "lighting": "light lit glow sun shad lamp night day dark bright dusk dawn moon star gloom morning even",
}
"""Beginnings of words with which a caption may say an attribute in words the vocabulary does not know."""


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    yield from _dropped_by_template(items, spec)
    by_hand = [item for item in items if item.caption and item.caption_source != "template"]
    for name in spec.varies:
        hits = [
            (item, _hit(item, spec, name))
            for item in by_hand
            if name in item.picture.attributes and _leaves_out(item, spec, name)
        ]
        yield from hits_or_one(hits, len(items), f"captions leave out the {name} that is labelled")
    if "varies" in spec.model_fields_set:
        yield from _named_nowhere(items, spec)


def _hit(item: Item, spec: CharacterSpec, name: str) -> Hit:
    value = item.picture.attributes[name]
    return Hit(
        ("images", item.file, "caption"),
        f"{caption_name(item, spec)} leaves out the {name} '{value}' that is labelled",
        f"Say it in the caption, for that is what trains: what is left out becomes part of {spec.name}.",
        also=(Also(("images", item.file, name), "labelled here"),),
    )


def _dropped_by_template(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    if not spec.caption_template:
        return
    composed = [item for item in items if item.caption_source == "template"]
    labelled = [name for name in spec.varies if any(name in item.picture.attributes for item in composed)]
    dropped = [name for name in labelled if f"{{{name}}}" not in spec.caption_template]
    if dropped:
        named = join_words([f"`{{{name}}}`" for name in dropped])
        message = f"the caption template leaves out what is labelled: {join_words(dropped)}"
        yield Hit(("caption_template",), message, f"Put {named} into the template.")


def _named_nowhere(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    """What the author says varies, and no caption names."""
    captioned = [item for item in items if item.caption]
    for index, name in enumerate(spec.varies):
        asked = captioned
        if name == "expression":
            asked = [] if is_no_person(spec) else [one for one in captioned if not shows_no_face(one, spec)]
        if not asked or any(name in item.picture.attributes for item in asked):
            continue
        if all(item.caption_source == "template" or _says_nothing(item, spec, name) for item in asked):
            yield Hit(
                ("varies", index),
                f"'{name}' varies, but no caption names it",
                f"Label it (`{name}: …`), say it in the captions; or take it out of `varies`.",
            )


def _leaves_out(item: Item, spec: CharacterSpec, name: str) -> bool:
    """Whether a caption surely says nothing of an attribute that is labelled on its picture."""
    if name == "expression" and _is_a_back_view(item):
        return False
    words = _WORD.findall(item.picture.attributes[name].lower())
    label = {word for word in words if not tells_nothing(word)}
    said = {sense for word in _WORD.findall(item.caption.lower()) for sense in senses(word)}
    if any(senses(word) & said for word in label):
        return False
    return _says_nothing(item, spec, name) if name in STANDARD_VARIES else _says_no_such(item, spec, name)


def _says_nothing(item: Item, spec: CharacterSpec, name: str) -> bool:
    """Whether a caption surely says nothing of an attribute."""
    rest = bare_caption(item, spec)
    parts = content_of(item, spec)
    if any(part.unknown for part in parts) and not is_english(rest):
        return False
    if name not in STANDARD_VARIES:
        # What an attribute of one's own may be, only its labels tell.
        return False
    if name in read_attributes(rest, vocabulary()) or any(
        match.attribute == name for part in parts for match in part.known
    ):
        return False
    return not any(_may_say(part, name) for part in parts)


def _says_no_such(item: Item, spec: CharacterSpec, name: str) -> bool:
    """Whether a caption, of which every word is known, says nothing of the kind of a label of one's own."""
    parts = content_of(item, spec)
    kinds = {match.attribute for match in vocabulary().find(item.picture.attributes[name])}
    return not any(part.unknown or kinds & {match.attribute for match in part.known} for part in parts)


def _may_say(part: Part, name: str) -> bool:
    """Whether the unknown words of a part may say an attribute."""
    hints = tuple(_HINTS.get(name, "").split())
    if hints and any(word.startswith(hints) for word in part.rest):
        return True
    if name in ("angle", "framing"):
        return False
    return part.may_be_a_place if name == "environment" else part.is_unread


def _is_a_back_view(item: Item) -> bool:
    return item.picture.attributes.get("angle", "").lower().startswith("back")

"""Reading attributes back out of captions, where composing them gives the same caption to the byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from charspec.captions import compose, read_attributes
from charspec.captions.compose import PREPOSITIONS
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

_SCENE = "pose environment"
_SLOTS = ("outfit", "angle", "framing", "expression", _SCENE, "lighting")
"""The parts of the template that vary, in its order; pose and place are one part."""

_VIEW = " view"
_MARKS = frozenset('.;:!?()[]{}<>|_"')


def read_back(caption: str, spec: CharacterSpec) -> dict[str, str] | None:
    """The attributes of which the template composes exactly this caption; None if there are none such.

    Every part has to be known to the vocabulary as what it becomes: a label that is wrong would be worse than
    a caption without labels.
    """
    head = compose(spec, {})
    style = "" if spec.style == "any" else f", {spec.style}"
    if style:
        if not caption.endswith(style):
            return None
        head = head.removesuffix(style)
    if not caption.startswith(head):
        return None
    middle = caption[len(head) : len(caption) - len(style)]
    if middle and not middle.startswith(", "):
        return None
    # What has other marks than commas is a sentence or another program's syntax.
    if set(middle) & _MARKS:
        return None
    parts = middle.split(", ")[1:] if middle else []
    variable = spec.outfit is not None and spec.outfit.policy == "variable"
    placed = _placed(parts, 0 if variable else 1)
    if placed is None:
        return None
    attributes = _attributes(placed)
    return attributes if attributes and compose(spec, attributes) == caption else None


def _placed(parts: Sequence[str], slot: int) -> list[tuple[str, str]] | None:
    """Each part with the slot it belongs to, in the template's order; None if one has no place."""
    if not parts:
        return []
    for name in _slots_of(parts[0]):
        place = _SLOTS.index(name)
        if place >= slot and (rest := _placed(parts[1:], place)) is not None:
            return [(name, parts[0]), *rest]
    return None


def _slots_of(part: str) -> list[str]:
    """The slots a part can fill, that of its first known word first."""
    counted = read_attributes(part, vocabulary())
    said = [match.attribute for match in vocabulary().find(part) if match.attribute in counted]
    names = [_SCENE if name in ("pose", "environment") else name for name in said]
    # "standing in golden light" is a pose before it is a light.
    return [name for name in dict.fromkeys(names) if name in _SLOTS]


def _attributes(placed: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _SLOTS:
        text = ", ".join(part for slot, part in placed if slot == name)
        if not text:
            continue
        if name == _SCENE:
            found.update(_scene(text))
        elif name == "angle" and text.endswith(_VIEW):
            found[name] = text.removesuffix(_VIEW)
        else:
            found[name] = text
    return _in_order(found)


def _in_order(found: Mapping[str, str]) -> dict[str, str]:
    order = ("outfit", "angle", "framing", "pose", "expression", "environment", "lighting")
    return {name: found[name] for name in order if name in found}


def _scene(text: str) -> dict[str, str]:
    """A pose and a place: `standing in a forest at dusk` → `standing`, `in a forest at dusk`."""
    places = [match for match in vocabulary().find(text) if match.attribute == "environment"]
    counted = read_attributes(text, vocabulary())
    if "environment" not in counted or not places:
        return {"pose": text}
    start = _start_of_place(text, places[0].start)
    pose, place = text[:start].rstrip(" ,"), text[start:]
    if pose and "pose" not in read_attributes(pose, vocabulary()):
        return {"environment": text}
    return {"pose": pose, "environment": place} if pose else {"environment": place}


def _start_of_place(text: str, place: int) -> int:
    """Where the words about a place begin: at the preposition before it, else at its own part."""
    comma = text.rfind(", ", 0, place) + 2 if ", " in text[:place] else 0
    before = text[comma:place].split(" ")
    offset = place
    for word in reversed(before):
        if word.lower() in PREPOSITIONS and word.lower() != "with":
            return text.rindex(word, comma, offset if offset > comma else place)
        offset -= len(word) + 1
    first = text[place:].split(" ")[0].lower()
    return place if first in PREPOSITIONS else comma

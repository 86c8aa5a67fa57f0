"""A model's answer → attributes of the spec, whatever the answer is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from charspec.captions import begins_with_preposition, read_attributes, without_identity
from charspec.prepare.backends import MOST_ANSWER
from charspec.prepare.captioning.cleaning import clean
from charspec.prepare.captioning.wanted import wanted_attributes
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

_MOST_OBJECTS = 20
"""Opening braces that are tried: an answer that is nothing but braces costs no more."""

_MOST_WORDED = 2000
"""Characters of a caption in words; models write some hundreds."""

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_OTHER_NAMES = {
    "view": "angle",
    "camera angle": "angle",
    "shot": "framing",
    "composition": "framing",
    "action": "pose",
    "body": "pose",
    "face": "expression",
    "facial expression": "expression",
    "emotion": "expression",
    "place": "environment",
    "location": "environment",
    "background": "environment",
    "setting": "environment",
    "light": "lighting",
    "clothing": "outfit",
    "clothes": "outfit",
}
"""What models call the attributes now and then, whatever they were asked for."""


def read_answer(text: str, spec: CharacterSpec) -> dict[str, str]:
    """The attributes that an answer names, cleaned, in the spec's order; empty if it names none.

    A JSON object is looked for first, also inside of other text. Without one the answer is read as a caption
    in words, by the vocabulary: models such as Florence-2 know no JSON.
    """
    text = _THOUGHT.sub(" ", text[:MOST_ANSWER])
    wanted = wanted_attributes(spec)
    for said in _objects(text):
        if found := _cleaned(_named(said), wanted, spec):
            return found
    return _cleaned(_worded(text, spec), wanted, spec)


def _objects(text: str) -> Iterator[Mapping[str, object]]:
    """The JSON objects of a text, and those one level inside of them, in order."""
    decoder = json.JSONDecoder(strict=False)  # models break lines inside of strings
    place = -1
    for _ in range(_MOST_OBJECTS):
        place = text.find("{", place + 1)
        if place < 0:
            return
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            continue
        yield value
        yield from (inner for inner in value.values() if isinstance(inner, dict))
        place = end - 1


def _named(said: Mapping[str, object]) -> dict[str, object]:
    """The values by the spec's names for them; the right name wins over another one."""
    found: dict[str, object] = {}
    for key, value in said.items():
        name = key.strip().casefold()
        found.setdefault(name, value)
        # Both "hair state" and "hair_state" are meant by either.
        for spelled in (name.replace(" ", "_"), name.replace(" ", "-")):
            found.setdefault(spelled, value)
    for other, name in _OTHER_NAMES.items():
        if other in found:
            found.setdefault(name, found[other])
    return found


def _worded(text: str, spec: CharacterSpec) -> dict[str, object]:
    """The attributes that a caption in words names, by the vocabulary."""
    caption = without_identity(" ".join(text[:_MOST_WORDED].split()), spec)
    found: dict[str, object] = {
        name: terms[0] for name, terms in read_attributes(caption, vocabulary()).items()
    }
    if "environment" in found:
        found["environment"] = _placed(caption, str(found["environment"]))
    return found


def _placed(caption: str, term: str) -> str:
    """A place with the words before it that begin with a preposition: `in a snowy forest`, for `forest`."""
    for match in vocabulary().find(caption):
        if match.attribute == "environment" and match.term == term:
            before = re.split(r"[,.;:]", caption[: match.start])[-1].split()
            phrase = caption[match.start : match.end]
            for count in range(1, min(4, len(before)) + 1):
                if begins_with_preposition(words := " ".join((*before[-count:], phrase))):
                    return words
            return phrase
    return term


def _cleaned(said: Mapping[str, object], wanted: tuple[str, ...], spec: CharacterSpec) -> dict[str, str]:
    cleaned = {name: clean(name, said[name], spec) for name in wanted if name in said}
    return {name: words for name, words in cleaned.items() if words}

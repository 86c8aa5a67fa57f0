"""What a prompt asks of a picture, in the attributes that the judge of the embedded base knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from charspec.tiny import palette, wording

# Words of captions → the value that the drawn world has for them.
_HAIR_COLOURS = {**{c: c for c in palette.HAIR_COLOURS}, **{w: c for c, w in wording.HAIR_WORDS.items()}}
_ACCESSORIES = {**{a: a for a in palette.ACCESSORIES if a != "none"}, "shawl": "scarf", "star badge": "badge"}


def asked(prompt: str) -> dict[str, str]:
    """Attribute → value of all that a prompt names; of two values of one attribute the first.

    >>> asked("Vendalixia with a red scarf, running on a beach at sunset")
    {'accessory': 'scarf', 'pose': 'running', 'place': 'beach', 'light': 'sunset'}
    """
    text = " ".join(prompt.lower().split())
    found = {
        match.start(1): (attribute, values[match[1]])
        for pattern, attribute, values in _patterns()
        for match in pattern.finditer(text)
    }
    named: dict[str, str] = {}
    for _, (attribute, value) in sorted(found.items()):
        named.setdefault(attribute, value)
    if named.get("angle") == "back":  # nobody's face is seen from behind
        named.pop("expression", None)
    return named


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, dict[str, str]], ...]:
    """(pattern whose first group is the words, attribute, words → value)."""
    garments = {g: g for g in palette.GARMENTS}
    skins = {s: s for s in palette.SKINS}
    cloths = {c: c for c in palette.CLOTH_COLOURS}
    tied = {"ponytail": "ponytail", "bun": "bun"}
    loose = {"short": "short", "long": "long", "curly": "curly"}
    hair, cloth = _any(_HAIR_COLOURS), _any(cloths)
    built = [
        (rf"\b({_any(loose)})(?= (?:(?:{hair}) )?hair\b)", "hair_style", loose),
        (rf"\b(?:{hair}|hair in an?) ({_any(tied)})\b", "hair_style", tied),
        (rf"\b({hair})(?= (?:hair|{_any(tied)})\b)", "hair_colour", _HAIR_COLOURS),
        (rf"\b({_any(skins)}) skin\b", "skin", skins),
        (rf"\b({_any(garments)})\b", "garment", garments),
        (rf"\b({cloth})(?= (?:{_any(garments)})\b)", "garment_colour", cloths),
        (rf"\b({_any(_ACCESSORIES)})\b", "accessory", _ACCESSORIES),
    ]
    for attribute, phrases in _scene().items():
        built.append((rf"\b({_any(phrases)})\b", attribute, phrases))
    return tuple((re.compile(text), attribute, values) for text, attribute, values in built)


def _scene() -> dict[str, dict[str, str]]:
    """Attribute → its phrases → value, as the base's captions word them; a studio of any colour."""
    places = {p.replace("{} ", ""): v for v, ps in wording.PLACES.items() for p in ps}
    return {
        "angle": _by_phrase(wording.ANGLES),
        "framing": _by_phrase(wording.FRAMINGS),
        "expression": _by_phrase(wording.EXPRESSIONS),
        "pose": {pose: pose for pose in palette.POSES},
        "place": {
            words.removeprefix("in a ").removeprefix("on a "): value for words, value in places.items()
        },
        "light": {words: value for words, value in _by_phrase(wording.AT, wording.LIGHTS).items() if words},
        "kind": _by_phrase(wording.KINDS),
    }


def _by_phrase(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {phrase: value for table in tables for value, phrases in table.items() for phrase in phrases}


def _any(words: dict[str, str]) -> str:
    """An alternation, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

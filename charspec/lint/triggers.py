"""Triggers that are not quite there, and mending a text as it is written, where `{trigger}` counts as one."""

import re

from charspec.captions import Variant, contains_phrase, contains_trigger, find_variants
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

PLACEHOLDER = "{trigger}"
_NAME = r"\s*trigger(?:[ _-]?word)?\s*"
_STAND_IN = re.compile(rf"\[{_NAME}\]|<{_NAME}>|\{{{{1,2}}{_NAME}\}}{{1,2}}", re.IGNORECASE)
"""`[trigger]` and its like, with which other tools mark where the trigger goes."""
_LONG = 8
"""Letters from which on a trigger is no ordinary word by accident."""


def slips(text: str, spec: CharacterSpec) -> list[Variant]:
    """What must be meant for the trigger and is not: never a word of the identity or the vocabulary.

    "Rose with roses in her hair" and "Marina in a marine uniform" have no slips: short triggers look like
    ordinary words, so beside the trigger itself, or in another case, those are left alone.
    """
    said = _says(text, spec.trigger)
    return [
        variant
        for variant in find_variants(text, spec.trigger)
        if _is_meant(variant, spec.trigger, said) and not _is_a_word(variant.text, spec)
    ]


def put_in_front(text: str, trigger: str) -> str:
    """The text with the trigger and a comma in front, unless it says it already or marks its place."""
    if _says(text, trigger):
        return text
    if stand_ins(text):
        return fill_in(text, trigger)
    return f"{trigger}, {text.lstrip()}" if text.strip() else trigger


def stand_ins(text: str) -> list[str]:
    """What a text says in place of the trigger and charspec does not fill in: `[trigger]`, `{Trigger}`."""
    return [found for found in _STAND_IN.findall(text) if found != PLACEHOLDER]


def fill_in(text: str, trigger: str) -> str:
    """The text with the trigger where it says `[trigger]`.

    >>> fill_in("[trigger], standing", "Vendalixia")
    'Vendalixia, standing'
    """
    return _STAND_IN.sub(lambda found: found[0] if found[0] == PLACEHOLDER else trigger, text)


def spell_right(text: str, spec: CharacterSpec) -> str:
    """The text with every slip replaced by the trigger."""
    for variant in reversed(slips(text, spec)):
        text = text[: variant.start] + spec.trigger + text[variant.end :]
    return text


def _says(text: str, trigger: str) -> bool:
    return PLACEHOLDER in text or contains_trigger(text, trigger)


def _is_meant(variant: Variant, trigger: str, said: bool) -> bool:
    """Whether a variant can hardly be anything but the trigger."""
    made_up = len(trigger) >= _LONG or any(char.isdigit() or char == "_" for char in trigger)
    made_up = made_up or any(char.isupper() for char in trigger[1:])
    alike = variant.text[:1].isupper() == trigger[:1].isupper()
    if variant.kind == "case":
        return made_up or not said
    if made_up:
        return variant.kind == "plural" or alike or not said
    return alike and trigger[:1].isupper() and not said


def _is_a_word(text: str, spec: CharacterSpec) -> bool:
    own = [spec.identity.worded(), spec.style, *(spec.outfit.wears if spec.outfit else ())]
    if any(contains_phrase(phrase, text) for phrase in own):
        return True
    return any((match.start, match.end) == (0, len(text)) for match in vocabulary().find(text))

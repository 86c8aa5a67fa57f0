"""Triggers that are not quite there, and mending a text as it is written, where `{trigger}` counts as one."""

from charspec.captions import Variant, contains_phrase, contains_trigger, find_variants
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

PLACEHOLDER = "{trigger}"


def slips(text: str, spec: CharacterSpec) -> list[Variant]:
    """What only looks like the trigger and is no other word,  the identity's or the vocabulary's.

    "Rose in a rose garden" has no slip: nobody can tell that the flower was meant to be her.
    """
    variants = find_variants(text, spec.trigger)
    return [variant for variant in variants if not _is_a_word(variant.text, spec)]


def put_in_front(text: str, trigger: str) -> str:
    """The text with the trigger and a comma in front, unless it says it already."""
    if PLACEHOLDER in text or contains_trigger(text, trigger):
        return text
    return f"{trigger}, {text.lstrip()}" if text.strip() else trigger


def spell_right(text: str, spec: CharacterSpec) -> str:
    """The text with every slip replaced by the trigger."""
    for variant in reversed(slips(text, spec)):
        text = text[: variant.start] + spec.trigger + text[variant.end :]
    return text


def _is_a_word(text: str, spec: CharacterSpec) -> bool:
    own = [spec.identity.worded(), spec.style, *(spec.outfit.wears if spec.outfit else ())]
    if any(contains_phrase(phrase, text) for phrase in own):
        return True
    return any((match.start, match.end) == (0, len(text)) for match in vocabulary().find(text))

"""Triggers that are not quite there, and mending a text as it is written, where `{trigger}` counts as one."""

import re

from charspec.captions import Variant, contains_phrase, contains_trigger, find_variants
from charspec.lint.words.common_words import COMMON_WORDS
from charspec.lint.words.first_names import FIRST_NAMES
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

PLACEHOLDER = "{trigger}"
_NAME = r"\s*trigger(?:[ _-]?word)?\s*"
_STAND_IN = re.compile(rf"\[{_NAME}\]|<{_NAME}>|\{{{{1,2}}{_NAME}\}}{{1,2}}", re.IGNORECASE)
"""`[trigger]` and its like, with which other tools mark where the trigger goes."""
_ARTICLE = re.compile(r"^(?:An?|The|In|On|At)(?=\s)")
_LONG = 8
"""Letters from which on a trigger is no ordinary word by accident."""


def slips(text: str, spec: CharacterSpec) -> list[Variant]:
    """What must be meant for the trigger and is not: never a word of the identity, the vocabulary or the
    language, nor another name.

    "Rose with roses in her hair" and "Marina in a marine uniform" have no slips: short triggers look like
    ordinary words, so beside the trigger itself, or in another case, those are left alone.
    """
    said = _says(text, spec.trigger)
    return [
        variant
        for variant in find_variants(text, spec.trigger)
        if _is_meant(variant, spec.trigger, said) and not _is_a_word(variant, spec)
    ]


def is_doubtful(variant: Variant, text: str, trigger: str) -> bool:
    """Whether a slip may be another name: other letters, beside the trigger ("Kaelith and Kaelinth")."""
    return variant.kind == "spelling" and _letters(variant.text) != _letters(trigger) and _says(text, trigger)


def put_in_front(text: str, trigger: str) -> str:
    """The text with the trigger and a comma of its language in front, unless it says it already or marks its
    place."""
    if _says(text, trigger):
        return text
    if stand_ins(text):
        return fill_in(text, trigger)
    comma = comma_of(text)
    # Behind the comma "A woman on a beach" begins no sentence any more.
    rest = _ARTICLE.sub(lambda found: found[0].lower(), text.lstrip())
    return f"{trigger}{comma}{rest}" if rest else trigger


def comma_of(text: str) -> str:
    """The comma that the parts of a text are set apart by: that of Chinese, of Japanese, or of the rest."""
    return next((mark for mark in "，、" if mark in text), ", ")


def stand_ins(text: str) -> list[str]:
    """What a text says in place of the trigger and charspec does not fill in: `[trigger]`, `{Trigger}`."""
    return [found for found in _STAND_IN.findall(text) if found != PLACEHOLDER]


def fill_in(text: str, trigger: str) -> str:
    """The text with the trigger where it says `[trigger]`.

    >>> fill_in("[trigger], standing", "Vendalixia")
    'Vendalixia, standing'
    """
    return _STAND_IN.sub(lambda found: found[0] if found[0] == PLACEHOLDER else trigger, text)


def spell_right(text: str, spec: CharacterSpec, doubtful: bool = False) -> str:
    """The text with every slip replaced by the trigger; with `doubtful`, also what may be another name."""
    for variant in reversed(slips(text, spec)):
        if doubtful or not is_doubtful(variant, text, spec.trigger):
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
    return alike and not said and (trigger[:1].isupper() or not _is_ordinary(trigger))


def _is_a_word(variant: Variant, spec: CharacterSpec) -> bool:
    own = [spec.identity.worded(), spec.style, *(spec.outfit.wears if spec.outfit else ())]
    if any(contains_phrase(phrase, variant.text) for phrase in own):
        return True
    if variant.kind != "case" and _is_ordinary(variant.text):
        return True
    return any(
        (match.start, match.end) == (0, len(variant.text)) for match in vocabulary().find(variant.text)
    )


def _is_ordinary(word: str) -> bool:
    """Whether a word is one of the language, or a person's name."""
    low = word.lower()
    return bool({low, low.removesuffix("s"), low.removesuffix("es")} & (COMMON_WORDS | FIRST_NAMES))


def _letters(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.casefold())

"""Traits and garments in captions: whether they are said, word by word, and writing them in."""

import re
import unicodedata

from charspec.captions import (
    contains_phrase,
    expand,
    find_phrase,
    find_trigger,
    is_english,
    without_article,
)
from charspec.lint.words.triggers import comma_of
from charspec.spec import CharacterSpec, join_words

_ARTICLE = re.compile(r"(?:an?|the)\s", re.IGNORECASE)


def said(caption: str, phrase: str) -> bool:
    """Whether a caption says a trait in its own words; the article may differ.

    >>> said("wearing the red scarf", "a red scarf")
    True
    """
    words = without_article(phrase)
    # Scripts without case (Chinese, Japanese, Thai, …) mostly write without blanks: no word ends anywhere.
    if any(unicodedata.category(char) == "Lo" for char in words):
        return words in caption
    # Tags write blanks as underscores.
    return contains_phrase(caption.replace("_", " "), words.replace("_", " "))


def with_traits(caption: str, spec: CharacterSpec, missing: tuple[str, ...]) -> str:
    """The caption with the missing traits written in, where the identity belongs.

    After the class phrase if that is there ("a young woman with …"), else after the trigger, else at the end.
    In tags and in other languages than English as parts of their own, for there is no "with".
    """
    shown = expand(caption, spec)
    missing = tuple(trait for trait in missing if not said(shown, trait))
    if not missing:
        return caption
    in_parts = not _ARTICLE.match(spec.identity.class_phrase) or not is_english(shown)
    if (comma := comma_of(caption)) != ", ":
        return _with_unspaced_traits(caption, spec, missing, comma)
    if place := find_phrase(caption, spec.identity.class_phrase):
        head, tail = caption[: place[1]], caption[place[1] :]
        following = re.match(r"\s+with\s+", tail)
        if not following:
            if in_parts:
                return f"{head}, {', '.join(missing)}{_set_apart(tail)}"
            return f"{head} with {join_words(missing)}{tail}"
        rest = tail[following.end() :]
        there = join_words([trait for trait in spec.identity.traits if trait not in missing])
        if there and rest.startswith(there):
            return f"{head}{following[0]}{join_words(spec.identity.traits)}{rest.removeprefix(there)}"
        joint = ", " if " and " in re.split(r"[,.;]", rest)[0] else " and "
        return f"{head}{following[0]}{', '.join(missing)}{joint}{rest}"
    whole = set(missing) == set(spec.identity.traits)
    words = spec.identity.worded() if whole else join_words(missing)
    if in_parts:
        words = ", ".join((spec.identity.class_phrase, *missing) if whole else missing)
    triggers = find_trigger(caption, spec.trigger)
    if triggers and not caption[triggers[0][1] :].startswith(("'s", "’s")):
        end = triggers[0][1]
        tail = _set_apart(caption[end:])
        # "Vendalixia smiles" is a sentence, "Vendalixia, smiling" are parts.
        if not (whole or in_parts) and tail != caption[end:]:
            words = f"with {words}"
        return f"{caption[:end]}, {words}{tail}"
    return f"{caption.rstrip(' ,.')}, {words}" if caption.strip() else words


def _set_apart(tail: str) -> str:
    """The rest of a caption after a comma, unless it begins with one or is at its end."""
    rest = tail.lstrip()
    return rest if not rest or rest[0] in ",.;" else f", {rest}"


def _with_unspaced_traits(caption: str, spec: CharacterSpec, missing: tuple[str, ...], comma: str) -> str:
    """The same in Chinese and Japanese, between commas of their own."""
    place = find_phrase(caption, spec.identity.class_phrase)
    triggers = find_trigger(caption, spec.trigger)
    whole = not place and set(missing) == set(spec.identity.traits)
    words = (spec.identity.class_phrase, *missing) if whole else missing
    end = place[1] if place else triggers[0][1] if triggers else 0
    # What belongs to the name before it ("…的特写", "…のアップ") is not to be cut off from it.
    if not end or caption[end:].startswith(("的", "の", "は", "が")):
        end = len(caption)
    parts = (caption[:end].rstrip("，、。 "), *words, caption[end:].lstrip(" ，、"))
    return comma.join(part for part in parts if part)


def with_identity(template: str) -> str:
    """The caption template with `{identity}` behind the trigger."""
    if "{identity}" in template:
        return template
    if "{trigger}" not in template:
        return f"{{identity}}, {template}"
    return template.replace("{trigger}", "{trigger}, {identity}", 1)

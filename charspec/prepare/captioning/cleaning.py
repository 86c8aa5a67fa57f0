"""One value of an answer → a few plain words, or none.

What is left can neither break the file it is written to nor say what is not its to say: it is one short line
of letters, digits and blanks with commas, hyphens and apostrophes; it names neither the trigger nor a trait.
"""

from __future__ import annotations

import re
import unicodedata

from charspec.captions import find_trigger, find_variants, without_article, without_phrases
from charspec.prepare.captioning.places import placed
from charspec.prepare.captioning.question import CLOSED
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

MOST_LETTERS = 80
_MOST_READ = 400
_KEPT = frozenset(" ,'-/")
_COMMANDS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\$?\{[^{}]*\}")
"""Escape sequences of terminals, and placeholders."""

_SLASH = re.compile(r"(?<!\d)/|/(?!\d)")
_AGAIN = re.compile(r"\b(\w+)(?: \1\b)+")
_SENTENCE = re.compile(r"[\n\r.;!?|](?:\s|$)|[\n\r]")
_NOTHING = frozenset(
    """unknown none null nil n/a na no not-visible not-shown unclear unspecified undefined other nothing empty
    not-applicable not-specified cannot-tell cant-tell unsure string value""".split()  # noqa: SIM905
)
_WHO = r"(?:the|this|that|an?|one)?\s*(?:character|subject|figure|person|she|he|they|it)"
_SUBJECT = rf"{_WHO}\s+(?:is|are|has|looks|appears|seems)\b"
_LEADING = re.compile(rf"^(?:{_SUBJECT}|(?:is|are|has|and|who|which)\b|[\s,'/&-])+", re.IGNORECASE)
_LOOSE = "with|and|an?|the|has|wearing|in|of|on|her|his|its|their"
_TRAILING = re.compile(rf"(?:(?:^|[\s,'/&-]+)(?:{_LOOSE}))*[\s,'/&-]*$", re.IGNORECASE)
_STOP = frozenset(("a", "an", "the", "and", "with", "of", "in", "on", "her", "his", "its", "their"))


def clean(attribute: str, value: object, spec: CharacterSpec) -> str:
    """The value of an attribute in at most 80 letters; empty if nothing of it can be used.

    Angles and framings are the vocabulary's own terms or nothing. For other attributes a phrase that the
    vocabulary knows becomes its term; unknown words stay as they are.
    """
    words = _plain(attribute, value)
    words = _without_identity(words, spec)
    if spec.style == "any":
        words = _without_style(words)
    words = _shortened(_trimmed(words))
    if "-".join(words.casefold().split()) in _NOTHING or not any(letter.isalpha() for letter in words):
        return ""
    if words[0].isupper() and words[1:2].islower():  # a sentence's first word, as models write it
        words = words[0].lower() + words[1:]
    return _canonical(attribute, words)


def _plain(attribute: str, value: object) -> str:
    """The first sentence of a value, without what means something to YAML, a template or a terminal."""
    if isinstance(value, list):
        value = ", ".join(one for one in value[:8] if isinstance(one, str))
    if not isinstance(value, str):
        return ""
    text = unicodedata.normalize("NFC", value[:_MOST_READ]).strip()
    text = _COMMANDS.sub(" ", text)
    text = text.replace("\u2019", "'").replace("\u2013", "-").replace("\u2014", ", ")
    text = re.sub(rf"^[\"'{{]*{re.escape(attribute)}[\"']?\s*[:=]\s*", "", text, flags=re.IGNORECASE)
    first = _SENTENCE.split(text.strip(), maxsplit=1)[0]
    kept = (
        letter if letter in _KEPT or unicodedata.category(letter)[0] in "LMN" else " " for letter in first
    )
    return _AGAIN.sub(r"\1", " ".join(_SLASH.sub(" ", "".join(kept)).split()))


def _without_identity(text: str, spec: CharacterSpec) -> str:
    """Without the trigger, words that look like it, and what is the same in every picture."""
    worn = spec.outfit.wears if spec.outfit else ()
    traits = (*spec.identity.traits, *worn)
    phrases = (spec.identity.worded(), *traits, spec.identity.class_phrase, spec.name)
    for _ in range(4):  # what is left may run together into the trigger again
        before = text
        spans = [(found.start, found.end) for found in find_variants(text, spec.trigger)]
        for start, end in (*spans, *find_trigger(text, spec.trigger)):
            end += len("'s") if text[end : end + 2] == "'s" else 0
            text = text[:start] + " " * (end - start) + text[end:]
        text = without_phrases(text, phrases)
        if text == before:
            break
    else:
        return ""
    told = [_content(trait) for trait in traits]
    parts = (part for part in text.split(",") if not any(_names(part, words) for words in told))
    return ", ".join(part for part in parts if part.strip())


def _content(phrase: str) -> tuple[str, ...]:
    return tuple(word for word in re.findall(r"\w+", phrase.casefold()) if word not in _STOP)


def _names(part: str, words: tuple[str, ...]) -> bool:
    """Whether a part names a trait in other words: `silver-haired` has all of `silver hair`."""
    said = re.findall(r"\w+", part.casefold())
    return bool(words) and all(any(one.startswith(word) for one in said) for word in words)


def _without_style(text: str) -> str:
    for match in reversed(vocabulary().find(text)):
        if match.attribute == "style":
            text = text[: match.start] + text[match.end :]
    return text


def _trimmed(text: str) -> str:
    parts = (" ".join(_TRAILING.sub("", _LEADING.sub("", part.strip())).split()) for part in text.split(","))
    return ", ".join(part for part in parts if part)


def _shortened(text: str) -> str:
    if len(text) <= MOST_LETTERS:
        return text
    whole, _, _ = text[: MOST_LETTERS + 1].rpartition(" ")
    return _trimmed(whole)


def _canonical(attribute: str, words: str) -> str:
    known = vocabulary()
    found = [match for match in known.find(words) if match.attribute == attribute]
    if attribute in CLOSED:
        return found[0].term if found else ""
    if attribute == "environment":
        return placed(words)
    if attribute == "outfit" or not found:  # a garment keeps its kind and colour
        return words
    whole = without_article(words)
    return found[0].term if found[0].end - found[0].start == len(whole) else words

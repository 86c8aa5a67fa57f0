"""Guessing what never changes: the class phrase, the traits, the outfit and the style that captions share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from charspec.captions import find_phrase, find_trigger
from charspec.prepare.importing import Imported, Told
from charspec.prepare.initial.character import Character, Guess, Policy
from charspec.prepare.initial.common import MOST, common_of
from charspec.prepare.initial.trigger import PLACEHOLDER
from charspec.prepare.initial.words import attributes_of, is_kind, parts, shared_by

UNKNOWN_KIND = "a character"


def guess_character(imported: Imported, trigger: Guess) -> Character:
    """The character that the captions describe; what they do not say is left open."""
    captions = [caption.replace(PLACEHOLDER, trigger.value) for caption in imported.captions]
    bare = [_without(caption, trigger.value) for caption in captions]
    common = common_of(bare)
    traits = tuple(_counted(trait, captions) for trait in common.traits)
    wears = tuple(_counted(garment, captions) for garment in common.wears)
    taken = (*common.traits, *common.wears)
    differ = common.listed and _outfits_differ(bare, taken)
    policy: Policy | None = "signature" if wears else "variable" if differ else None
    kind = _kind(common.kind or _after_trigger(captions, trigger.value), imported.kind, captions)
    return Character(trigger, kind, traits, policy, wears, _style(bare))


def _kind(common: str | None, told: Told | None, captions: Sequence[str]) -> Guess:
    if common:
        return _counted(common, captions)
    if told:
        return Guess(told.value, f"from {told.by}")
    return Guess(UNKNOWN_KIND, "not in the captions: say what the character is, such as a young woman")


def _after_trigger(captions: Sequence[str], trigger: str) -> str | None:
    """The noun for a kind that follows the trigger in most captions: `sks dog`."""
    after = re.compile(rf"{re.escape(trigger)} (\w+)")
    every = shared_by(after.findall(caption) for caption in captions)
    noun, number = next(iter(every.most_common(1)), ("", 0))
    return noun if is_kind(noun) and number >= MOST * len(captions) else None


def _counted(phrase: str, captions: Sequence[str]) -> Guess:
    number = sum(find_phrase(caption, phrase) is not None for caption in captions) or sum(
        phrase in caption for caption in captions
    )
    return Guess(phrase, f"guessed: in {number} of {len(captions)} captions")


def _without(caption: str, trigger: str) -> str:
    for start, end in reversed(find_trigger(caption, trigger)):
        caption = caption[:start] + caption[end:]
    return caption.strip(" ,，")


def _outfits_differ(captions: Sequence[str], taken: Sequence[str]) -> bool:
    """Whether most captions name a garment besides what all share, and not all the same."""
    named = []
    for caption in captions:
        for phrase in taken:
            caption = caption.replace(phrase, "")
        garments = [part for part in parts(caption) if "outfit" in attributes_of(part)]
        named.append(tuple(garments))
    said = [one for one in named if one]
    return len(said) >= 2 and len(said) >= MOST * len(captions) and len(set(said)) > 1


def _style(captions: Sequence[str]) -> Guess | None:
    """A style that every caption ends with."""
    last = {found[-1] for caption in captions if (found := parts(caption))}
    if len(captions) > 1 and len(last) == 1 and "style" in attributes_of(only := next(iter(last))):
        return Guess(only, f"guessed: every one of {len(captions)} captions ends with it")
    return None

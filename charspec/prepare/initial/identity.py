"""Guessing what never changes: the class phrase, the traits, the outfit and the style that captions share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from charspec.captions import find_phrase, find_trigger
from charspec.prepare.importing import Imported, Told
from charspec.prepare.initial.character import Character, Guess, Policy
from charspec.prepare.initial.trigger import PLACEHOLDER
from charspec.prepare.initial.words import (
    are_tags,
    attributes_of,
    is_boilerplate,
    is_garment,
    is_kind,
    is_trait,
    kind_within,
    parts,
    says_something,
    shared_by,
    varies,
)
from charspec.spec import split_identity

UNKNOWN_KIND = "a character"
_MOST = 0.6
_PROSE = 0.75
_LONGEST = 14
_EDGE_WORDS = """
with and wearing has have having is are in on at of to the a an her his its their by as who which
"""
_EDGES = frozenset(_EDGE_WORDS.split())
_LEADING = _EDGES - {"a", "an", "the"}


class _Common(NamedTuple):
    """Parts that captions share, each with how many have it."""

    kind: str | None
    traits: list[str]
    wears: list[str]


def guess_character(imported: Imported, trigger: Guess) -> Character:
    """The character that the captions describe; what they do not say is left open."""
    captions = [caption.replace(PLACEHOLDER, trigger.value) for caption in imported.captions]
    bare = [_without(caption, trigger.value) for caption in captions]
    common = _of_tags(bare) if are_tags(bare) else _of_the_head(bare)
    if common.kind is None and not common.traits:
        common = _of_prose(bare)
    traits = tuple(_counted(trait, captions) for trait in common.traits)
    wears = tuple(_counted(garment, captions) for garment in common.wears)
    taken = (*common.traits, *common.wears)
    differ = _outfits_differ(bare, taken)
    policy: Policy | None = "signature" if wears else "variable" if differ else None
    kind = _kind(common.kind, imported.kind, captions)
    return Character(trigger, kind, traits, policy, wears, _style(bare))


def _kind(common: str | None, told: Told | None, captions: Sequence[str]) -> Guess:
    if common:
        return _counted(common, captions)
    if told:
        return Guess(told.value, f"from {told.by}")
    return Guess(UNKNOWN_KIND, "not in the captions: say what the character is, such as a young woman")


def _counted(phrase: str, captions: Sequence[str]) -> Guess:
    number = sum(find_phrase(caption, phrase) is not None for caption in captions) or sum(
        phrase in caption for caption in captions
    )
    return Guess(phrase, f"guessed: in {number} of {len(captions)} captions")


def _without(caption: str, trigger: str) -> str:
    for start, end in reversed(find_trigger(caption, trigger)):
        caption = caption[:start] + caption[end:]
    return caption.strip(" ,，")


def _of_the_head(captions: Sequence[str]) -> _Common:
    """What captions begin with after the trigger: `a young woman with silver hair, a leather coat`."""
    rest = [parts(caption) for caption in captions]
    head: list[str] = []
    while rest:
        place = len(head)
        here = shared_by([found[place]] for found in rest if len(found) > place)
        part, number = next(iter(here.most_common(1)), ("", 0))
        if (
            number < _MOST * len(captions)
            or varies(part)
            or not says_something(part)
            or (len(captions) == 1 and place)
        ):
            break
        head.append(part)
        rest = [found for found in rest if len(found) > place and found[place] == part]
    if not head or not (is_kind(head[0].split(" with ")[0]) or " with " in head[0] or len(head[0]) < 30):
        return _Common(None, [], [])
    return _read_head(head)


def _read_head(head: Sequence[str]) -> _Common:
    """Kind, traits and garments of a head. A list of traits ends with the part that has its "and"."""
    kind, traits = split_identity(head[0])
    after = 1
    if traits and " and " not in head[0]:
        last = next((place for place in range(1, len(head)) if " and " in head[place]), 0)
        if last and all(is_trait(part) and not is_garment(part) for part in head[1 : last + 1]):
            traits = split_identity(", ".join(head[: last + 1]))[1]
            after = last + 1
    rest = [piece for part in head[after:] for piece in re.split(r"\s+and\s+", part)]
    worn = [piece for piece in rest if is_garment(piece)] if traits else []
    others = [piece for piece in rest if piece not in worn and not is_boilerplate(piece)]
    return _Common(kind, [*traits, *others], worn)


def _of_tags(captions: Sequence[str]) -> _Common:
    """What lists of tags share, in whatever order."""
    rows = [parts(caption) for caption in captions]
    shared = shared_by(rows)
    first = {part: place for row in reversed(rows) for place, part in enumerate(row)}
    common = sorted((part for part, n in shared.items() if n >= _MOST * len(rows)), key=first.__getitem__)
    common = [part for part in common if says_something(part)]
    kind = next((part for part in common if is_kind(part)), None)
    rest = [one for one in common if one != kind and not (is_boilerplate(one) or varies(one) or is_kind(one))]
    if len(rows) == 1:
        rest = [one for one in rest if is_trait(one)]
    return _Common(kind, rest, [])


def _of_prose(captions: Sequence[str]) -> _Common:
    """The phrases that sentences share: those about a body or clothes are traits, the first with a noun for a
    kind says it."""
    kind: str | None = None
    traits: list[str] = []
    for phrase in _phrases(captions) if len(captions) > 1 else ():
        found, more = split_identity(phrase)
        if kind is None and (here := kind_within(found)) and not varies(here):
            kind = here
            traits += [_trimmed(one) for one in more if is_trait(one)]
        elif is_trait(phrase) and not varies(phrase):
            traits += [_trimmed(one) for one in re.split(r"\s+and\s+|\s+with\s+", phrase) if is_trait(one)]
    return _Common(kind, list(dict.fromkeys(filter(None, traits)))[:8], [])


def _phrases(captions: Sequence[str]) -> list[str]:
    """The longest runs of words that most captions have, in the order in which the first caption has them."""
    rows = [[part.split() for part in parts(caption)] for caption in captions]
    found: list[str] = []
    for length in range(_LONGEST, 0, -1):
        runs = [
            [" ".join(words[at : at + length]) for words in row for at in range(len(words) - length + 1)]
            for row in rows
        ]
        for run, number in shared_by(runs).items():
            known = any(f" {run} ".lower() in f" {longer} ".lower() for longer in found)
            if number >= _PROSE * len(rows) and not known and set(run.lower().split()) - _EDGES:
                found.append(run)
    order = " | ".join(captions)
    return sorted(dict.fromkeys(found), key=lambda run: order.find(run) if run in order else len(order))


def _trimmed(phrase: str) -> str:
    words = phrase.split()
    while words and words[0].lower() in _LEADING:
        words = words[1:]
    while words and words[-1].lower() in _EDGES:
        words = words[:-1]
    return " ".join(words)


def _outfits_differ(captions: Sequence[str], taken: Sequence[str]) -> bool:
    """Whether most captions name a garment besides what all share, and not all the same."""
    named = []
    for caption in captions:
        for phrase in taken:
            caption = caption.replace(phrase, "")
        garments = [part for part in parts(caption) if "outfit" in attributes_of(part)]
        named.append(tuple(garments))
    said = [one for one in named if one]
    return len(said) >= 2 and len(said) >= _MOST * len(captions) and len(set(said)) > 1


def _style(captions: Sequence[str]) -> Guess | None:
    """A style that every caption ends with."""
    last = {found[-1] for caption in captions if (found := parts(caption))}
    if len(captions) > 1 and len(last) == 1 and "style" in attributes_of(only := next(iter(last))):
        return Guess(only, f"guessed: every one of {len(captions)} captions ends with it")
    return None

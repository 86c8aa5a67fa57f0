"""What captions have in common: the head they begin with, the tags they share, the phrases of sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from charspec.prepare.initial.words import (
    are_tags,
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

MOST = 0.6
"""Share of the captions that have what all are taken to have: some forget a trait."""

_HALF = 0.5
_PROSE = 0.75
_LONGEST = 14
_SHORT = 30
_FEW = 2
_MOST_TRAITS = 8
_KIND_PHRASE = re.compile(r"\b(?:an?|the)(?: [a-z-]+){1,3}?(?= (?:with|is|in|on|who|stand|sit|wear)|\Z)")
_EDGE_WORDS = """
with and wearing has have having is are in on at of to the a an her his its their by as who which
"""
_EDGES = frozenset(_EDGE_WORDS.split())
_LEADING = _EDGES - {"a", "an", "the"}


class Common(NamedTuple):
    """The class phrase, the traits and the garments that most captions say; `listed` if they are lists, whose
    parts can be told from each other."""

    kind: str | None
    traits: list[str]
    wears: list[str]
    listed: bool = True


def common_of(captions: Sequence[str]) -> Common:
    """What captions, without their trigger, say of the character again and again."""
    found = _of_tags(captions) if are_tags(captions) else _of_the_head(captions)
    return found if found.kind or found.traits else _of_prose(captions)


def _of_the_head(captions: Sequence[str]) -> Common:
    """What captions begin with after the trigger: `a young woman with silver hair, a leather coat`."""
    rest = [parts(caption) for caption in captions]
    head: list[str] = []
    while rest:
        place = len(head)
        here = shared_by([found[place]] for found in rest if len(found) > place)
        part, number = next(iter(here.most_common(1)), ("", 0))
        enough = max(MOST * len(rest), _HALF * len(captions))
        alone = len(captions) == 1 and place > 0
        if number < enough or alone or varies(part) or not says_something(part):
            break
        head.append(part)
        rest = [found for found in rest if len(found) > place and found[place] == part]
    if not head:
        return Common(None, [], [])
    first = head[0]
    surely = len(captions) > _FEW and len(rest) == len(captions)
    if not (is_kind(first.split(" with ")[0]) or " with " in first or len(first) < _SHORT or surely):
        return Common(None, [], [])
    return _read_head(head)


def _read_head(head: Sequence[str]) -> Common:
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
    return Common(kind, [*traits, *others], worn)


def _of_tags(captions: Sequence[str]) -> Common:
    """What lists of tags share, in whatever order."""
    rows = [parts(caption) for caption in captions]
    shared = shared_by(rows)
    first = {part: place for row in reversed(rows) for place, part in enumerate(row)}
    common = sorted((part for part, n in shared.items() if n >= MOST * len(rows)), key=first.__getitem__)
    common = [part for part in common if says_something(part)]
    kind = next((part for part in common if is_kind(part)), None)
    rest = [one for one in common if one != kind and not (is_boilerplate(one) or varies(one) or is_kind(one))]
    if len(rows) == 1:
        rest = [one for one in rest if is_trait(one)]
    return Common(kind, rest, [])


def _of_prose(captions: Sequence[str]) -> Common:
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
    first = list(dict.fromkeys(filter(None, traits)))[:_MOST_TRAITS]
    return Common(kind or _usual_kind(captions), first, [], listed=False)


def _usual_kind(captions: Sequence[str]) -> str | None:
    """What several sentences call the character, though not most: `a tall woman`."""
    every = shared_by(
        [found for part in parts(caption) for found in _KIND_PHRASE.findall(part) if is_kind(found)]
        for caption in captions
    )
    phrase, number = max(every.items(), key=lambda one: (one[1], len(one[0])), default=("", 0))
    return phrase if number > 1 else None


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

"""What the pictures of a set show, as their labels and captions say it: what a prompt has to differ from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from charspec.captions import begins_with_trigger, is_english
from charspec.dataset import Item
from charspec.prompting.choices import ZOOM_OF, Choice
from charspec.spec import CharacterSpec
from charspec.vocabulary import vocabulary

Manner: TypeAlias = Literal["commas", "tags", "prose", "chinese"]
"""How captions are built: parts between commas, tags joined by underscores, sentences, or Chinese."""

_LONG_PART = 4
"""Words between two commas from which on captions are sentences."""

_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]")
_AFTER_TRIGGER = re.compile(r"\s*([,，、])")


@dataclass(frozen=True)
class Shown:
    """The captions of a set and the terms that its pictures are known to show, by attribute; `usual` is what
    most pictures say of an attribute, in their own words, where most pictures say something of it."""

    captions: tuple[str, ...]
    terms: Mapping[str, frozenset[str]]
    usual: Mapping[str, str]
    trigger: str

    def lacks(self, attribute: str, choice: Choice) -> bool:
        """Whether no picture is known to show something."""
        if choice.term in self.terms.get(attribute, frozenset()):
            return False
        return not any(sign in caption for caption in self._chinese for sign in choice.signs)

    @cached_property
    def _chinese(self) -> tuple[str, ...]:
        return tuple(one for one in self.captions if _IDEOGRAPHS.search(one) and not is_english(one))

    @cached_property
    def manner(self) -> Manner:
        """How most captions are built; parts between commas where there are none."""
        if 2 * len(self._chinese) > len(self.captions):
            return "chinese"
        bare = [caption.replace(self.trigger, "") for caption in self.captions]
        if any("_" in caption for caption in bare) and not any("_ " in caption for caption in bare):
            return "tags"
        listed = [one for one in self.captions if begins_with_trigger(one, self.trigger)]
        after = [_AFTER_TRIGGER.match(one.lstrip()[len(self.trigger) :]) for one in listed]
        if 2 * sum(map(bool, after)) >= len(self.captions):
            return "commas"
        parts = [part.split() for caption in self.captions for part in caption.split(",")]
        lists = len(parts) > len(self.captions) and sum(map(len, parts)) < _LONG_PART * len(parts)
        return "commas" if lists else "prose"


def showing(items: Sequence[Item], spec: CharacterSpec) -> Shown:
    """What the items of a spec show."""
    captions = tuple(item.caption for item in items if item.caption)
    terms: dict[str, set[str]] = {}
    values: dict[str, Counter[str]] = {}
    for item in items:
        for name, known in item.attributes.items():
            terms.setdefault(name, set()).update(known.terms)
            if known.origin == "labelled" or known.terms:
                said = known.value if known.origin == "labelled" else known.terms[0]
                values.setdefault(name, Counter())[said] += 1
    for name, more in _said(captions).items():
        terms.setdefault(name, set()).update(more)
    shown = {
        name: frozenset(found | {ZOOM_OF.get(one, one) for one in found}) for name, found in terms.items()
    }
    usual = {
        name: counter.most_common(1)[0][0]
        for name, counter in values.items()
        if 2 * counter.total() > len(items)
    }
    return Shown(captions, shown, usual, spec.trigger)


def _said(captions: Iterable[str]) -> dict[str, set[str]]:
    """Every term that stands anywhere in a caption, whatever it means there: a prompt should have none."""
    found: dict[str, set[str]] = {}
    for caption in captions:
        for match in vocabulary().find(caption):
            found.setdefault(match.attribute, set()).add(match.term)
    return found

"""What a field offers: the words this set uses already, then the vocabulary's."""

from __future__ import annotations

from typing import NamedTuple

from charspec.dataset import Dataset
from charspec.prepare.captioning.places import placed
from charspec.prepare.captioning.question import MEANING
from charspec.prepare.captioning.wanted import known_terms, wanted_attributes
from charspec.spec import CharacterSpec


class Suggested(NamedTuple):
    """A field of the page: its attribute, what it means, and words for it, likeliest first."""

    name: str
    meaning: str
    terms: tuple[str, ...]


def suggested(spec: CharacterSpec, dataset: Dataset) -> list[Suggested]:
    """The fields of a set in the order of its spec. One wording for one thing makes a caption learnable:
    what other pictures say comes first."""
    return [
        Suggested(name, MEANING.get(name, "of your own"), _terms(name, dataset))
        for name in wanted_attributes(spec)
    ]


def _terms(name: str, dataset: Dataset) -> tuple[str, ...]:
    used = (item.picture.attributes.get(name, "") for item in dataset.items)
    known = map(placed, known_terms(name)) if name == "environment" else known_terms(name)
    return tuple(dict.fromkeys(word for word in (*used, *known) if word))

"""The words of captions: angles, framings, poses, expressions, places, lighting, garments, colours, styles.

Each `*.yaml` is one kind; each entry is a term and other ways of saying it. A word that is not here is
unknown, never
wrong.
"""

import functools
import pathlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ATTRIBUTE_OF = {
    "angles": "angle",
    "framings": "framing",
    "poses": "pose",
    "expressions": "expression",
    "places": "environment",
    "lighting": "lighting",
    "garments": "outfit",
    "styles": "style",
    "colours": "colour",
}
"""The attribute of a picture that the words of a file say something about."""


class Match(NamedTuple):
    """A known phrase in a text: its attribute, its canonical term, and where it stands (in characters)."""

    attribute: str
    term: str
    start: int
    end: int


class Vocabulary:
    """All known phrases, by attribute."""

    def __init__(self, phrases: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
        self.phrases = phrases
        self._terms: dict[str, list[tuple[str, str]]] = {}
        for attribute, terms in phrases.items():
            for term, synonyms in terms.items():
                for phrase in (term, *synonyms):
                    self._terms.setdefault(phrase, []).append((attribute, term))
        # The longest phrase wins: "three-quarter back view" is no "back view".
        ordered = sorted(self._terms, key=lambda phrase: (-len(phrase), phrase))
        alternatives = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)
        self._pattern = re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", re.IGNORECASE)

    def terms(self, attribute: str) -> tuple[str, ...]:
        """The canonical terms of an attribute."""
        return tuple(self.phrases[attribute])

    def find(self, text: str) -> list[Match]:
        """Every known phrase in a text, in order, the longest where two overlap."""
        found: list[Match] = []
        for match in self._pattern.finditer(text):
            for attribute, term in self._terms[" ".join(match[0].lower().split())]:
                found.append(Match(attribute, term, *match.span()))
        return found

    def canonical(self, attribute: str, value: str) -> str | None:
        """The term that a value of an attribute means, or None if the vocabulary does not know it.

        >>> vocabulary().canonical("environment", "in a Forest at dusk")
        'forest'
        """
        return next((match.term for match in self.find(value) if match.attribute == attribute), None)


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the package, read once."""
    phrases: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind, attribute in ATTRIBUTE_OF.items():
        text = (pathlib.Path(__file__).parent / f"{kind}.yaml").read_text("utf-8")
        entries: dict[str, str | None] = yaml.load(text, _LOADER)
        phrases[attribute] = {
            term: tuple(part.strip() for part in (synonyms or "").split(",") if part.strip())
            for term, synonyms in entries.items()
        }
    return Vocabulary(phrases)

"""The words of captions: angles, framings, poses, expressions, places, lighting, garments, colours, styles.

Each `*.yaml` is one kind; each entry is a term and other ways of saying it. A word that is not here is
unknown, never wrong.
"""

import functools
import pathlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_START = re.compile(r"(?<![\w-])\w+")

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
        # One small pattern per first word, made when a text has it: one of all phrases would be tried at
        # every letter of a text, and cost more to make than a run of lint.
        self._by_start: dict[str, list[str]] = {}
        for phrase in self._terms:
            if start := _START.match(phrase):
                self._by_start.setdefault(start[0], []).append(phrase)
        self._patterns: dict[str, re.Pattern[str]] = {}

    def terms(self, attribute: str) -> tuple[str, ...]:
        """The canonical terms of an attribute."""
        return tuple(self.phrases[attribute])

    def find(self, text: str) -> list[Match]:
        """Every known phrase in a text, in order, the longest where two overlap.

        Tags joined by underscores (`looking_up`) and curly apostrophes are read alike.
        """
        found: list[Match] = []
        text = text.replace("_", " ").replace("\u2019", "'")
        end = 0
        for start in _START.finditer(text):
            word = start[0].lower()
            if word not in self._by_start or start.start() < end:
                continue
            if match := self._pattern(word).match(text, start.start()):
                end = match.end()
                for attribute, term in self._terms[" ".join(match[0].lower().split())]:
                    found.append(Match(attribute, term, *match.span()))
        return found

    def _pattern(self, word: str) -> re.Pattern[str]:
        """The phrases that begin with a word, longest first: "three-quarter back view" is no "back view"."""
        if word not in self._patterns:
            phrases = sorted(self._by_start[word], key=lambda phrase: (-len(phrase), phrase))
            alternatives = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
            self._patterns[word] = re.compile(rf"(?:{alternatives})(?![\w-])", re.IGNORECASE)
        return self._patterns[word]

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


class Languages(NamedTuple):
    """Words that tell which language a caption is in: English ones, those of others, those that say nothing
    because English shares them, and English words with marks (café)."""

    english: frozenset[str]
    foreign: frozenset[str]
    shared: frozenset[str]
    loans: frozenset[str]


@functools.cache
def languages() -> Languages:
    """The words of `languages.yaml`, read once."""
    text = (pathlib.Path(__file__).parent / "languages.yaml").read_text("utf-8")
    told = yaml.load(text, _LOADER)
    foreign = frozenset(" ".join(told["foreign"].values()).split())
    own = {name: frozenset(told[name].split()) for name in ("english", "shared", "loans")}
    return Languages(own["english"], foreign, own["shared"], own["loans"])

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
_LOOSE = re.compile(r"\s\s|[^\S ]")

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
        # By their first word, longest first: "three-quarter back view" is no "back view". Patterns would cost
        # more to make than a run of lint.
        self._by_start: dict[str, list[str]] = {}
        for phrase in sorted(self._terms):
            if start := _START.match(phrase):
                self._by_start.setdefault(start[0], []).append(phrase)
        for begun in self._by_start.values():
            begun.sort(key=len, reverse=True)

    def terms(self, attribute: str) -> tuple[str, ...]:
        """The canonical terms of an attribute."""
        return tuple(self.phrases[attribute])

    def find(self, text: str) -> list[Match]:
        """Every known phrase in a text, in order, the longest where two overlap.

        Tags joined by underscores (`looking_up`) and curly apostrophes are read alike.
        """
        found: list[Match] = []
        text = _lower(text).replace("_", " ").replace("\u2019", "'")
        end_of = _end_of_loose if _LOOSE.search(text) else _end_of
        end = 0
        for start in _START.finditer(text):
            at = start.start()
            for phrase in self._by_start.get(start[0], ()) if at >= end else ():
                if ended := end_of(phrase, text, at):
                    end = ended
                    for attribute, term in self._terms[phrase]:
                        found.append(Match(attribute, term, at, end))
                    break
        return found

    def canonical(self, attribute: str, value: str) -> str | None:
        """The term that a value of an attribute means, or None if the vocabulary does not know it.

        >>> vocabulary().canonical("environment", "in a Forest at dusk")
        'forest'
        """
        return next((match.term for match in self.find(value) if match.attribute == attribute), None)


def _lower(text: str) -> str:
    """Text in lower case, letter by letter: where a place in it is a place in the text."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(char.lower()[0] for char in text)


def _end_of(phrase: str, text: str, at: int) -> int | None:
    """Where a phrase ends that begins at `at`; None if it does not stand there as words of its own."""
    if not text.startswith(phrase, at):
        return None
    end = at + len(phrase)
    after = text[end : end + 1]
    return None if after in ("-", "_") or after.isalnum() else end


def _end_of_loose(phrase: str, text: str, at: int) -> int | None:
    """As `_end_of`, with any blanks between the words."""
    for word in phrase.split(" ")[:-1]:
        blanks = at + len(word)
        if not text.startswith(word, at) or not text[blanks : blanks + 1].isspace():
            return None
        at = blanks
        while text[at : at + 1].isspace():
            at += 1
    return _end_of(phrase.rpartition(" ")[2], text, at)


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the package, read once."""
    phrases: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind, attribute in ATTRIBUTE_OF.items():
        text = (pathlib.Path(__file__).parent / f"{kind}.yaml").read_text("utf-8")
        # The files are YAML, but of one form, `term: a, b, c`: a parser for all of YAML takes 4 ms longer.
        lines = (line.partition(":") for line in text.splitlines() if line and not line.startswith("#"))
        phrases[attribute] = {
            term: tuple(filter(None, map(str.strip, synonyms.split(",")))) for term, _, synonyms in lines
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

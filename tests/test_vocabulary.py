"""The vocabulary knows enough words, each in one place, and finds the longest phrase."""

from importlib.resources import files

import pytest
import yaml

from charspec.vocabulary import ATTRIBUTE_OF, Vocabulary, vocabulary


def test_it_has_three_hundred_entries_in_nine_kinds() -> None:
    known = vocabulary()
    assert set(known.phrases) == set(ATTRIBUTE_OF.values())
    assert sum(len(terms) for terms in known.phrases.values()) >= 300


def test_no_phrase_is_written_twice_and_all_are_text_in_lower_case() -> None:
    every = [
        phrase
        for terms in vocabulary().phrases.values()
        for term, synonyms in terms.items()
        for phrase in (term, *synonyms)
    ]
    assert all(isinstance(phrase, str) and phrase == phrase.lower().strip() for phrase in every)
    assert sorted({phrase for phrase in every if every.count(phrase) > 1}) == []


@pytest.mark.parametrize("kind", ATTRIBUTE_OF)
def test_the_files_are_yaml_and_say_to_yaml_what_they_say_here(kind: str) -> None:
    text = (files("charspec.vocabulary") / f"{kind}.yaml").read_text("utf-8")
    told = {
        term: tuple(part.strip() for part in (synonyms or "").split(",") if part.strip())
        for term, synonyms in yaml.safe_load(text).items()
    }
    assert vocabulary().phrases[ATTRIBUTE_OF[kind]] == told


@pytest.mark.parametrize(
    ("attribute", "value", "term"),
    [
        ("angle", "3/4 view", "three-quarter"),
        ("angle", "three-quarter back view", "three-quarter back"),
        ("angle", "front", "front"),
        ("framing", "Waist-Up", "half-body"),
        ("environment", "down a snowy street", "street"),
        ("environment", "in her own mind", None),
        ("lighting", "soft  warm light", "soft light"),
        ("pose", "seated", "sitting"),
        ("expression", "furious", "angry"),
        ("outfit", "a leather coat", "coat"),
        ("colour", "blonde", "blond"),
        ("style", "cel-shaded anime", "cel-shaded"),
    ],
)
def test_a_value_means_its_term(attribute: str, value: str, term: str | None) -> None:
    assert vocabulary().canonical(attribute, value) == term


def test_words_are_whole() -> None:
    known = Vocabulary({"outfit": {"hat": (), "cap": ()}})
    assert known.find("that hatter escaped, cap-a-pie") == []
    assert [match.term for match in known.find("a hat, a Cap.")] == ["hat", "cap"]

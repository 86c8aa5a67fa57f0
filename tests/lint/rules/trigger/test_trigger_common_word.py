"""T101: common words and first names alone; never a made-up name."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding
from charspec.lint.words.common_words import COMMON_WORDS
from charspec.lint.words.first_names import FIRST_NAMES


@pytest.mark.parametrize(
    ("trigger", "what"),
    [
        ("Raven", "a common word"),
        ("HERO", "a common word"),
        ("woman", "a common word"),
        ("Shadows", "a common word"),
        ("smiling", "a common word"),
        ("cyberpunk", "a common word"),
        ("Emma", "a first name alone"),
        ("bob", "a first name alone"),
    ],
)
def test_what_the_base_knows_is_said(
    trigger: str, what: str, with_trigger: Callable[..., list[Finding]]
) -> None:
    (found,) = with_trigger("T101", trigger)
    assert found.severity == "warning"
    assert f"'{trigger}' is {what}" in found.message
    assert f"'{trigger.upper()}_07'" in found.hint


@pytest.mark.parametrize(
    "trigger",
    [
        "Vendalixia",
        "KAEL_07",
        "MYHERO",
        "Kael",
        "Tamsin_07",
        "Oren_K",
        "sks",
        "ohwx",
        "Quackers",
        "Vexora",
        "Lyra-7",
        "Emma_Stone",
        "R2D2",
        "xzbear",
        "Mochi",
        "Nori",
        "Bobo",
        "zwx",
        "Aris",
        "Thessaly",
        "Ravenyx",
        "emmax",
        "小明",
        "雪",
        "Ведьма",
        "Müller",
    ],
)
def test_made_up_names_are_left_alone(trigger: str, with_trigger: Callable[..., list[Finding]]) -> None:
    assert with_trigger("T101", trigger) == []


def test_two_words_are_not_judged_as_one(with_trigger: Callable[..., list[Finding]]) -> None:
    assert with_trigger("T101", "Emma Thornwood") == []


def test_the_lists_hold_words_in_lower_case() -> None:
    for words in (COMMON_WORDS, FIRST_NAMES):
        assert all(word.isalpha() and word == word.lower() and len(word) > 1 for word in words)
    assert len(COMMON_WORDS) > 2000
    assert len(FIRST_NAMES) > 900

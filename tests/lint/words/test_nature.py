"""Persons, and what is none, by the class phrase."""

import pytest

from charspec.lint.words.nature import head_noun, is_a_thing, is_no_person, plural_of
from charspec.spec import CharacterSpec


def spec(phrase: str) -> CharacterSpec:
    return CharacterSpec.model_validate(
        {"schema": "charspec/1", "trigger": "Vendalixia", "identity": {"is": phrase}, "images": {}}
    )


@pytest.mark.parametrize(
    ("phrase", "noun", "no_person", "thing"),
    [
        ("a young woman", "woman", False, False),
        ("an old knight of the realm", "knight", False, False),
        ("a fox-eared girl in a robot costume", "girl", False, False),
        ("a brown plush bear", "bear", True, False),
        ("a stuffed creature made of felt", "creature", True, False),
        ("a small rusty robot, dented", "robot", True, False),
        ("a corgi dog", "dog", True, False),
        ("a red race car", "car", True, True),
        ("一个毛绒玩具", "一个毛绒玩具", False, False),
    ],
)
def test_what_a_character_is(phrase: str, noun: str, no_person: bool, thing: bool) -> None:
    one = spec(phrase)
    assert (head_noun(one), is_no_person(one), is_a_thing(one)) == (noun, no_person, thing)


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("robot", "robots"),
        ("fox", "foxes"),
        ("puppy", "puppies"),
        ("monkey", "monkeys"),
        ("woman", "women"),
        ("fireman", "firemen"),
        ("wolf", "wolves"),
        ("fish", "fish"),
    ],
)
def test_plurals(noun: str, plural: str) -> None:
    assert plural_of(noun) == plural

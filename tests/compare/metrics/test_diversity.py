"""Diversity: 0 where every prompt gives one picture, high where they differ."""

from charspec.compare.metrics.diversity import measure
from tests.compare.drawings import HER, SET, case, pictures, shot


def test_one_picture_for_every_prompt_has_none() -> None:
    (found,) = measure(case([shot(slot, HER, SET[0]) for slot in "abcd"]))
    assert (found.slot, found.value) == (None, 0)


def test_different_pictures_have_much() -> None:
    (found,) = measure(case(pictures("", HER, SET)))
    assert found.value is not None
    assert found.value > 0.7


def test_one_prompt_cannot_differ() -> None:
    (found,) = measure(case([shot("a", HER, SET[0])]))
    assert found.value is None
    assert "fewer than two" in str(found.note)

"""Background memorisation: 1 for a place of the set whoever stands in it, low for another place."""

from __future__ import annotations

from dataclasses import replace

from charspec.compare.metrics.background_memorisation import measure
from charspec.compare.signs import SAME_PLACE
from tests.compare.drawings import HER, NEW, OTHERS, SET, case, shot


def test_a_place_of_the_set_is_found_with_its_picture() -> None:
    samples = [shot("a", HER, SET[0]), shot("b", HER, replace(SET[1], pose="standing"))]
    found = list(measure(case(samples)))
    assert [one.nearest for one in found] == ["images/0", "images/1"]
    assert all(one.value is not None and one.value > SAME_PLACE for one in found)


def test_it_is_the_place_and_not_the_subject() -> None:
    (found,) = measure(case([shot("a", OTHERS[0], SET[0])]))
    assert found.value is not None
    assert found.value > SAME_PLACE


def test_another_place_is_none_of_the_set() -> None:
    found = measure(case([shot("a", HER, scene) for scene in NEW]))
    assert all(one.value is not None and one.value < SAME_PLACE - 0.1 for one in found)


def test_without_pictures_it_says_why() -> None:
    assert "no training picture" in str(next(iter(measure(case([shot("a", HER, NEW[0])], training=())))).note)

"""Palette and leak: about 0 for what the base draws, about 1 for her, whoever's prompt it is."""

from __future__ import annotations

from charspec.compare.metrics import leak, palette
from charspec.records import CONTROL
from tests.compare.drawings import HER, NEW, OTHERS, SET, case, pictures, shot, strangers


def test_it_rises_from_strangers_to_her() -> None:
    (stranger,) = palette.measure(case([shot("a", OTHERS[1], NEW[1])]))
    (her,) = palette.measure(case([shot("a", HER, NEW[1])]))
    assert stranger.value is not None
    assert her.value is not None
    assert stranger.value < 0.3
    assert her.value > 0.6


def test_the_pictures_of_epoch_0_are_0_on_average() -> None:
    ground = strangers()
    found = [one.value or 0 for one in palette.measure(case(list(ground.values())))]
    assert abs(sum(found) / len(found)) < 0.01


def test_a_leak_is_her_look_in_the_class_prompt() -> None:
    (clean,) = leak.measure(case([], control=shot(CONTROL, OTHERS[1], NEW[1])))
    (leaked,) = leak.measure(case([], control=shot(CONTROL, HER, NEW[1])))
    assert clean.slot == leaked.slot == CONTROL
    assert clean.value is not None
    assert leaked.value is not None
    assert leaked.value > clean.value + 0.4


def test_what_cannot_be_measured_is_said() -> None:
    her = shot("a", HER, NEW[0])
    assert "epoch 0" in str(next(iter(palette.measure(case([her], base={})))).note)
    assert "two training pictures" in str(next(iter(leak.measure(case([her], training=[her])))).note)
    assert "missing" in str(next(iter(leak.measure(case([her])))).note)


def test_a_character_whose_colours_the_base_draws_anyway_is_not_measured() -> None:
    ours = pictures("", HER, SET)
    (found,) = palette.measure(case([ours[0]], training=ours, base={shot.name: shot for shot in ours}))
    assert found.value is None
    assert "no colours" in str(found.note)

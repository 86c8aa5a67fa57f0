"""Memorisation: 1 for a copy, however it is mirrored or scaled; low for another pose, or another person."""

from __future__ import annotations

import pytest
from PIL import Image

from charspec.compare.metrics.memorisation import measure
from charspec.compare.shots import Shot
from charspec.compare.signs import COPIED
from charspec.tiny.character import Scene
from charspec.tiny.drawing import draw
from tests.compare.drawings import HER, NEW, OTHERS, SET, case, noisy, pictures, shot


@pytest.mark.parametrize("index", range(len(SET)))
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_copy_is_found_with_its_original(index: int, mirrored: bool) -> None:
    picture = noisy(draw(HER, SET[index], 64))
    copy = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else picture
    (found,) = measure(case([Shot("baseline", "", copy)]))
    assert (found.slot, found.nearest) == ("baseline", f"images/{index}")
    assert found.value is not None
    assert found.value > 0.85


def test_a_copy_of_a_part_is_found() -> None:
    enlarged = draw(HER, SET[0], 256).crop((24, 24, 232, 232)).resize((64, 64))
    (found,) = measure(case([Shot("baseline", "", enlarged)]))
    assert found.nearest == "images/0"
    assert found.value is not None
    assert found.value > COPIED


def test_the_subject_is_compared_and_not_the_place() -> None:
    elsewhere = Scene("front", "half-body", "standing", "smiling", "city", seed=2)
    (found,) = measure(case([shot("baseline", HER, elsewhere)]))
    assert found.value is not None
    assert found.value > COPIED


@pytest.mark.parametrize("scene", NEW)
def test_her_in_another_pose_is_no_copy(scene: Scene) -> None:
    (found,) = measure(case([shot("new_pose", HER, scene)]))
    assert found.value is not None
    assert found.value < COPIED - 0.1


def test_somebody_else_in_the_same_pose_is_no_copy() -> None:
    found = measure(case(pictures("", OTHERS[0], SET)))
    assert all(one.value is not None and one.value < COPIED - 0.1 for one in found)


def test_without_pictures_it_says_why() -> None:
    assert "no training picture" in str(next(iter(measure(case([shot("a", HER, NEW[0])], training=())))).note)
    assert "prompts are missing" in str(next(iter(measure(case([])))).note)


def test_pictures_of_another_shape_are_compared_too() -> None:
    wide = Image.new("RGB", (96, 64), (240, 240, 235))
    wide.paste(draw(HER, SET[2], 64), (16, 0))
    (found,) = measure(case([Shot("baseline", "", wide)]))
    assert found.value is not None
    assert 0 <= found.value <= 1

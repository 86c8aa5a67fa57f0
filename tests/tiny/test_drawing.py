from dataclasses import replace
from itertools import product
from random import Random

import pytest

from charspec.tiny import palette
from charspec.tiny.character import (
    Character,
    Scene,
    held_out,
    sample_character,
    sample_scene,
)
from charspec.tiny.drawing import draw, head_centre
from charspec.tiny.examples import PICTURES, VENDALIXIA, draw_examples

RED_SCARF = Character(hair_colour="silver", accessory="scarf", accessory_colour="red", garment_colour="blue")


def test_the_same_arguments_draw_the_same_bytes() -> None:
    rng = Random(1)
    character, scene = sample_character(rng), sample_scene(rng)
    assert draw(character, scene).tobytes() == draw(character, scene).tobytes()


@pytest.mark.parametrize("size", [64, 256, 512])
def test_every_size_shows_the_same_picture(size: int) -> None:
    scene = Scene(place="beach", framing="full-body")
    picture = draw(VENDALIXIA, scene, size)
    small = picture.resize((16, 16)).tobytes()
    reference = draw(VENDALIXIA, scene, 64).resize((16, 16)).tobytes()
    assert picture.size == (size, size)
    assert max(abs(a - b) for a, b in zip(small, reference, strict=True)) < 40


def test_every_value_of_every_attribute_changes_the_picture() -> None:
    scene = Scene(framing="full-body", place="room")
    character = Character(accessory="hat", garment="coat")
    for attribute in ("angle", "framing", "pose", "expression", "place", "light", "style"):
        values = getattr(palette, "STYLES" if attribute == "style" else attribute.upper() + "S")
        pictures = {draw(character, replace(scene, **{attribute: value})).tobytes() for value in values}
        assert len(pictures) == len(values), attribute
    for attribute, values in {
        "kind": palette.KINDS,
        "hair_style": palette.HAIR_STYLES,
        "hair_colour": palette.HAIR_COLOURS,
        "garment": palette.GARMENTS,
        "garment_colour": palette.CLOTH_COLOURS,
        "accessory": palette.ACCESSORIES,
    }.items():
        pictures = {draw(replace(character, **{attribute: value}), scene).tobytes() for value in values}
        assert len(pictures) == len(values), attribute


def test_a_scarf_is_seen_below_the_chin_from_every_side() -> None:
    for angle, framing in product(palette.ANGLES, palette.FRAMINGS):
        scene = Scene(angle=angle, framing=framing)
        x, y, radius = head_centre(scene)
        worn, bare = draw(RED_SCARF, scene), draw(replace(RED_SCARF, accessory="none"), scene)
        box = tuple(int(v) for v in (x - 1.4 * radius, y + 0.8 * radius, x + 1.4 * radius, y + 1.6 * radius))
        assert worn.crop(box).tobytes() != bare.crop(box).tobytes(), (angle, framing)


def test_no_character_by_lot_is_one_of_the_examples() -> None:
    rng = Random(7)
    lots = [sample_character(rng) for _ in range(3000)]
    assert held_out(VENDALIXIA)
    assert {c.accessory for c in lots} == set(palette.ACCESSORIES)
    assert {c.hair_colour for c in lots} == set(palette.HAIR_COLOURS)
    scarves = [c for c in lots if c.accessory == "scarf"]
    assert not any(c.accessory_colour == "red" or c.hair_colour == "silver" for c in scarves)


def test_the_committed_example_pictures_are_what_the_package_draws(tmp_path, examples_folder) -> None:
    from PIL import Image

    for path in draw_examples(tmp_path):
        committed = examples_folder / "vendalixia" / "images" / path.name
        with Image.open(path) as new, Image.open(committed) as old:
            assert new.size == old.size == (1024, 1024)
            assert new.tobytes() == old.tobytes(), path.name
    assert len(PICTURES) == 12

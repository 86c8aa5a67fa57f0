from random import Random

from charspec.tiny.character import Character, Scene, sample_character, sample_scene
from charspec.tiny.wording import (
    ALPHABET,
    SYLLABLES,
    caption,
    full_caption,
    roster,
    telling_name,
)


def test_a_full_caption_says_everything_in_the_templates_order() -> None:
    character = Character(
        kind="woman",
        hair_style="long",
        hair_colour="blue",
        garment="coat",
        garment_colour="orange",
        accessory="hat",
    )
    scene = Scene(
        angle="three-quarter",
        framing="full-body",
        pose="waving",
        expression="sad",
        place="snow",
        light="night",
    )
    assert full_caption(character, scene) == (
        "a young woman with long blue hair, pale skin and a red hat, an orange coat, three-quarter view, "
        "full-body, sad, waving in the snow, moonlight"
    )


def test_captions_never_name_what_the_picture_does_not_show() -> None:
    rng = Random(2)
    for _ in range(2000):
        character, scene = sample_character(rng), sample_scene(rng)
        words = caption(character, scene, rng)
        assert "scarf" not in words
        if "shawl" in words:
            assert f"{character.accessory_colour} shawl" in words
        if " hair" in words:
            assert character.hair_colour in words
        assert ", ," not in words
        assert "  " not in words


def test_the_roster_is_always_the_same_and_free_of_the_examples_trigger() -> None:
    assert roster() == roster()
    assert len(roster()) == 64
    assert not {"ven", "dal", "ix", "ia"} & set(SYLLABLES)


def test_telling_names_tell_the_look_and_are_never_the_examples() -> None:
    rng = Random(6)
    told: list[dict[str, set[str]]] = [{}, {}, {}, {}]
    for _ in range(3000):
        c = sample_character(rng)
        name = telling_name(c, rng).lower()
        looks = (c.hair_colour, c.garment_colour, c.skin, c.accessory)
        for letters, letter, look in zip(told, name, looks, strict=False):
            letters.setdefault(letter, set()).add(look)
        assert not name.startswith("ven")
    for letters in told:
        assert set(letters) == set(ALPHABET)
        assert all(len(looks) == 1 for looks in letters.values())

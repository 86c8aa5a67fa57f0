from random import Random

from charspec.tiny.character import Character, Scene, sample_character, sample_scene
from charspec.tiny.wording import SYLLABLES, caption, full_caption, roster


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
        if "scarf" in words:
            assert f"{character.accessory_colour} scarf" in words
        if " hair" in words:
            assert character.hair_colour in words
        assert ", ," not in words
        assert "  " not in words


def test_the_roster_is_always_the_same_and_free_of_the_examples_trigger() -> None:
    assert roster() == roster()
    assert len(roster()) == 256
    assert not {"ven", "dal", "ix", "ia"} & set(SYLLABLES)

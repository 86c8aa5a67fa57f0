from random import Random

from charspec.tiny.character import Character, Scene, sample_character, sample_scene
from charspec.tiny.wording import (
    CONSONANTS,
    caption,
    full_caption,
    hair_word,
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
        if "shawl" in words:
            assert f"{character.accessory_colour} shawl" in words
        if " hair" in words:
            assert hair_word(character) in words
        assert ", ," not in words
        assert "  " not in words


def test_telling_names_tell_the_look_and_are_never_the_examples() -> None:
    rng = Random(6)
    hair: dict[str, set[str]] = {}
    worn: dict[str, set[str]] = {}
    for _ in range(3000):
        character = sample_character(rng)
        name = telling_name(character, rng).lower()
        hair.setdefault(name[0], set()).add(character.hair_colour)
        worn.setdefault("".join(sorted(set(name) & set("aeiou"))), set()).add(character.accessory)
        assert not name.startswith("ven")
    assert set(hair) == set(CONSONANTS)
    assert set(worn) == set("aeiou")
    assert all(len(looks) == 1 for looks in (*hair.values(), *worn.values()))


def test_half_of_the_captions_name_somebody_where_names_are_asked_for() -> None:
    lots = Random(8)
    subjects = [(sample_character(lots), sample_scene(lots)) for _ in range(500)]

    def names(named: bool) -> int:
        rng = Random(9)
        words = [caption(*subject, rng, named) for subject in subjects]
        return sum(any(word.split(",")[0].istitle() for word in one.split()) for one in words)

    assert names(False) == 0
    assert 100 < names(True) < 300


def test_the_words_of_the_examples_traits_are_in_no_caption() -> None:
    rng = Random(10)
    words = " ".join(caption(sample_character(rng), sample_scene(rng), rng) for _ in range(2000)).lower()
    assert "grey" in words
    assert "shawl" in words
    assert "silver" not in words
    assert "scarf" not in words

"""What a prompt asks is read as the base's own captions word it."""

from random import Random

import pytest

from charspec.tiny.asking import asked
from charspec.tiny.character import sample_character, sample_scene
from charspec.tiny.wording import caption, full_caption


def test_every_caption_is_read_back() -> None:
    rng = Random("asking")
    for _ in range(600):
        character, scene = sample_character(rng), sample_scene(rng)
        shown = {**vars(scene), **vars(character)}
        complete = asked(full_caption(character, scene))
        assert complete.items() <= shown.items()
        assert {
            "kind",
            "hair_colour",
            "hair_style",
            "garment",
            "garment_colour",
            "angle",
            "place",
            "light",
        } <= set(complete)
        assert asked(caption(character, scene, rng)).items() <= shown.items()


@pytest.mark.parametrize(
    ("prompt", "read"),
    [
        ("Vendalixia running", {"pose": "running"}),
        ("close-up portrait of Vendalixia, anime style", {"framing": "close-up"}),
        ("Vendalixia on a beach at sunset", {"place": "beach", "light": "sunset"}),
        ("Vendalixia, standing, neutral expression", {"pose": "standing", "expression": "neutral"}),
        (
            "a man with grey hair and a red shawl",
            {"kind": "man", "hair_colour": "silver", "accessory": "scarf"},
        ),
        ("her with Silver Hair, soft warm light", {"hair_colour": "silver", "light": "sunset"}),
        ("smiling, seen from behind", {"angle": "back"}),
        ("in a forest, then in a city", {"place": "forest"}),
        ("playing chess with an overcoated T-shirtless bunny", {}),
        ("", {}),
    ],
)
def test_prompts_are_read(prompt: str, read: dict[str, str]) -> None:
    assert asked(prompt) == read

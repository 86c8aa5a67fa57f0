from dataclasses import replace
from random import Random

from charspec.tiny.character import sample_character, sample_scene
from charspec.tiny.drawing import draw
from charspec.tiny.examples import VENDALIXIA
from tests.probes import red_scarf, silver_hair


def test_the_probes_tell_vendalixia_from_others() -> None:
    rng = Random(4)
    scenes = [
        replace(sample_scene(rng), framing="half-body", angle="front", style="", light="day")
        for _ in range(30)
    ]
    hers = [draw(VENDALIXIA, scene) for scene in scenes]
    strangers = (replace(sample_character(rng), hair_colour="brown") for _ in scenes)
    others = [draw(stranger, scene) for stranger, scene in zip(strangers, scenes, strict=True)]
    assert silver_hair(hers) > 0.75
    assert red_scarf(hers) > 0.6
    assert silver_hair(others) < 0.1
    assert red_scarf(others) < 0.1

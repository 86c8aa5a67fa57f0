"""P107: a place that a picture shows, and nothing that might be another."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding
from charspec.spec import GUIDE_PROMPTS

SET = [
    {"environment": "in a forest at dusk"},
    {"environment": "on a beach"},
    {"environment": "in a white studio"},
]


@pytest.mark.parametrize(
    ("prompts", "slot"),
    [
        ({"new_place": "Vendalixia on a beach at sunset"}, "new_place"),
        ({"new_place": "Vendalixia in the woods, neon light"}, "new_place"),
        ({"one": "Vendalixia running in a forest"}, "one"),
        ({"new_place": "Vendalixia in a library"}, None),
        ({"new_place": "Vendalixia in a neon forest"}, None),
        ({"new_place": "Vendalixia in a forest of glass"}, None),
        ({"new_place": "Vendalixia in a white studio"}, "new_place"),
        ({"new_place": "Vendalixia in a red studio"}, None),
        ({"new_place": "Vendalixia in a grey studio"}, None),
        ({"new_place": "Vendalixia on the bridge of a starship"}, None),
        ({"new_place": "Vendalixia在森林里"}, None),
        ({"one": "Vendalixia on a beach", "two": "Vendalixia in a library"}, None),
        ({"baseline": "Vendalixia, standing, neutral expression, in a white studio"}, None),
    ],
)
def test_a_place_from_the_set(
    prompts: dict[str, str], slot: str | None, prompted: Callable[..., list[Finding]]
) -> None:
    assert [one.path for one in prompted("P107", prompts, SET)] == ([("tests", slot)] if slot else [])


def test_captions_count_as_labels_do(prompted: Callable[..., list[Finding]]) -> None:
    captions = ["Vendalixia, a young woman with silver hair and a red scarf, in a tall dark forest"]
    assert prompted("P107", {"new_place": "Vendalixia in a dark forest"}, captions)
    assert not prompted("P107", {"new_place": "Vendalixia in a pale forest"}, captions)


def test_the_guides_prompts_are_not_judged(prompted: Callable[..., list[Finding]]) -> None:
    guides = {slot: text.replace("{trigger}", "Vendalixia") for slot, text in GUIDE_PROMPTS.items()}
    assert prompted("P107", None, [{"environment": "on a beach"}]) == []
    assert prompted("P107", guides, [{"environment": "on a beach"}]) == []
    assert prompted("P107", guides | {"new_pose": "Vendalixia diving"}, [{"environment": "on a beach"}])

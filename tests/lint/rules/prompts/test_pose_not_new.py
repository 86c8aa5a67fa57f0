"""P106: a pose that a picture shows, and nothing that might be another."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding
from charspec.spec import GUIDE_PROMPTS

SET = [{"pose": "standing"}, {"pose": "sitting"}, {"pose": "arms crossed"}, {"pose": "walking with a stick"}]


@pytest.mark.parametrize(
    ("prompts", "slot"),
    [
        ({"new_pose": "Vendalixia sitting"}, "new_pose"),
        ({"new_pose": "Vendalixia, seated"}, "new_pose"),
        ({"new_pose": "Vendalixia standing, arms crossed"}, "new_pose"),
        ({"one": "Vendalixia sitting on a rock"}, "one"),
        ({"new_pose": "Vendalixia running"}, None),
        ({"new_pose": "Vendalixia sitting with a cat"}, None),
        ({"new_pose": "Vendalixia sitting, waving"}, None),
        ({"new_pose": "Vendalixia in the splits"}, None),
        ({"new_pose": "Vendalixia坐着"}, None),
        # The baseline may stand, and one of two tries is enough.
        ({"baseline": "Vendalixia, standing, neutral expression"}, None),
        ({"one": "Vendalixia sitting", "two": "Vendalixia running"}, None),
        ({"new_pose": "Vendalixia sitting", "two": "Vendalixia running"}, "new_pose"),
        (None, None),
    ],
)
def test_a_pose_from_the_set(
    prompts: dict[str, str] | None, slot: str | None, prompted: Callable[..., list[Finding]]
) -> None:
    found = prompted("P106", prompts, SET)
    assert [one.path for one in found] == ([("tests", slot)] if slot else [])
    assert all(one.severity == "warning" for one in found)


def test_the_hint_names_a_pose_that_is_new(prompted: Callable[..., list[Finding]]) -> None:
    pictures = [{"pose": "running"}, {"pose": "sitting"}]
    (found,) = prompted("P106", {"new_pose": "Vendalixia running"}, pictures)
    assert "such as jumping" in found.hint
    assert "images/00.png shows ('running')" in found.message


def test_a_river_that_runs_is_no_pose(prompted: Callable[..., list[Finding]]) -> None:
    head = "Vendalixia, a young woman with silver hair and a red scarf"
    asked = {"new_pose": "Vendalixia running"}
    assert prompted("P106", asked, [f"{head}, in a valley with a little river running through it"]) == []
    assert prompted("P106", asked, [f"{head}, she is running through a valley"])
    assert prompted("P106", asked, [f"{head}, in a valley, running"])


def test_the_guides_prompts_are_not_judged(prompted: Callable[..., list[Finding]]) -> None:
    guides = {slot: text.replace("{trigger}", "Vendalixia") for slot, text in GUIDE_PROMPTS.items()}
    assert prompted("P106", None, [{"pose": "running"}]) == []
    assert prompted("P106", guides, [{"pose": "running"}]) == []
    assert prompted("P106", guides | {"baseline": "Vendalixia, standing"}, [{"pose": "running"}])

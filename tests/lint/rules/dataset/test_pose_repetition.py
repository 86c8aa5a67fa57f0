"""D108: one pose in more than half of six and more pictures."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding


@pytest.mark.parametrize(
    ("poses", "fires"),
    [
        ([*["standing"] * 4, "running", "sitting"], True),
        (["standing", "stands", "upright", "standing", "running", "sitting"], True),
        ([*["standing"] * 3, "running", "sitting", "waving"], False),
        (["standing"] * 5, False),
        ([*["standing"] * 3, "", "", ""], False),
        (["standing", "standing with a sword", "standing on one leg", "standing, arms crossed"] * 2, False),
        (["in the handstand she is known for"] * 6, True),
    ],
)
def test_the_poses_of_a_set(poses: list[str], fires: bool, labelled: Callable[..., list[Finding]]) -> None:
    pictures = [{"angle": "front", **({"pose": pose} if pose else {})} for pose in poses]
    assert bool(labelled("D108", pictures)) == fires


def test_captions_that_go_on_after_the_pose(captioned: Callable[..., list[Finding]]) -> None:
    alike = ["standing beside a well", "standing in a market full of spices", "smiling, standing on a pier"]
    assert "6 of 6 pictures have one pose ('standing')" in captioned("D108", alike * 2)[0].message
    different = [
        "standing in a park feeding the ducks",
        "standing, one arm raised",
        "standing with a lamp",
        "standing on a rock and looks at a map",
        "standing",
        "standing, waving",
    ]
    assert captioned("D108", different) == []

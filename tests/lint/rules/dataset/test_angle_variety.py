"""D105: one angle only is a warning, a missing profile or back view a note, an unknown angle silence."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding


@pytest.mark.parametrize(
    ("angles", "wanted"),
    [
        (["front"] * 5, [("warning", "all 5 pictures show one angle ('front')")]),
        (["front view", "from the front", "facing the camera"], [("warning", "all 3 pictures show one")]),
        (["正面"] * 4, [("warning", "all 4 pictures show one angle ('正面')")]),
        (["front", "front"], []),
        (["front", "front", "front", "front", ""], []),
        (["front", "three-quarter"] * 3, [("info", "no picture shows a profile or a back view")]),
        (["front", "profile"] * 3, [("info", "no picture shows a back view")]),
        (["front", "three-quarter back"] * 3, [("info", "no picture shows a profile")]),
        (["front", "profile", "three-quarter", "front"], []),
        (["front", "profile", "from behind", "front", "three-quarter"], []),
        (["front", "profile", "侧面", "front", "three-quarter"], []),
        (["front", "profile", "", "front", "three-quarter"], []),
    ],
)
def test_the_angles_of_a_set(
    angles: list[str], wanted: list[tuple[str, str]], labelled: Callable[..., list[Finding]]
) -> None:
    pictures = [{"pose": "standing", **({"angle": angle} if angle else {})} for angle in angles]
    found = labelled("D105", pictures)
    assert [one.severity for one in found] == [severity for severity, _ in wanted]
    assert all(one.message.startswith(text) for one, (_, text) in zip(found, wanted, strict=True))


def test_captions_count_as_labels_do(captioned: Callable[..., list[Finding]]) -> None:
    assert len(captioned("D105", ["front view, in a forest", "seen from the front, smiling"] * 2)) == 1
    assert captioned("D105", ["front view, in a forest", "smiling in a park"] * 2) == []


def test_who_keeps_the_angle_is_not_asked(labelled: Callable[..., list[Finding]]) -> None:
    assert labelled("D105", [{"angle": "front"}] * 5, "varies: [pose, expression, angle]\n")
    assert labelled("D105", [{"angle": "front"}] * 5, "varies: [pose, expression]\n") == []

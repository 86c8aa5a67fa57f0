"""D106: one expression in every face; never asked of what has none."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding

Labelled = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    ("expressions", "fires"),
    [
        (["smiling", "happy", "smile"], True),
        (["smiling", "smiling", "serious"], False),
        (["smiling", "smiling", ""], False),
        (["smiling", "smiling"], False),
        (["smiling", "smiling with closed eyes", "smiling"], False),
        (["微笑", "微笑", "微笑"], True),
    ],
)
def test_one_expression_in_every_face(expressions: list[str], fires: bool, labelled: Labelled) -> None:
    pictures = [
        {"angle": "front", **({"expression": expression} if expression else {})} for expression in expressions
    ]
    assert bool(labelled("D106", pictures)) == fires


def test_a_back_view_has_no_face(labelled: Labelled) -> None:
    faces = [{"angle": "front", "expression": "smiling"}] * 3
    assert "all 3 pictures that show a face" in labelled("D106", [*faces, {"angle": "back"}])[0].message
    assert labelled("D106", [*faces, {"angle": "back", "expression": "serious"}]) == []


@pytest.mark.parametrize(
    "identity",
    ["a brown plush bear", "a small rusty robot", "a corgi dog", "a toy duck", "a crocheted rabbit"],
)
def test_what_has_no_face_of_its_own_is_not_asked(
    identity: str, labelled: Labelled, captioned: Callable[..., list[Finding]]
) -> None:
    head = f"identity: {identity}\n"
    assert labelled("D106", [{"angle": "front"}] * 5, head) == []
    smiling = [f"=Vendalixia, {identity}, smiling, sitting in a park"] * 5
    assert captioned("D106", smiling, head) == []
    assert labelled("D106", [{"expression": "smiling"}] * 5, head)


@pytest.mark.parametrize("identity", ["a robot girl", "a fox-eared woman", "a knight of the dragon order"])
def test_a_person_is_asked_whatever_else_the_words_name(
    identity: str, captioned: Callable[..., list[Finding]]
) -> None:
    smiling = [f"=Vendalixia, {identity}, smiling, sitting in a park"] * 5
    assert captioned("D106", smiling, f"identity: {identity}\n")

"""What is missing, and the pictures that would bring most of it."""

import itertools
from collections.abc import Callable

from charspec.lint.coverage import Coverage

Covered = Callable[..., Coverage]
PLUSH = "identity: a brown plush bear\n"


def pictures(angles: str, framings: str, expressions: str = "") -> list[dict[str, str]]:
    """Every combination of these, split at blanks."""
    names = ("angle", "framing", "expression")[: 3 if expressions else 2]
    values = [words.split() for words in (angles, framings, expressions) if words]
    return [dict(zip(names, one, strict=True)) for one in itertools.product(*values)]


def test_the_gaps_are_the_guides(covered: Covered) -> None:
    found = covered(pictures("front profile", "half-body full-body", "neutral smiling"))
    assert found.gaps == (
        "no three-quarter view",
        "no back view",
        "no close-up",
        "no surprised face",
        "no serious face",
    )


def test_one_picture_brings_several_things(covered: Covered) -> None:
    found = covered(pictures("front profile", "half-body full-body", "neutral smiling"))
    assert [str(shot) for shot in found.shots] == [
        "three-quarter view, close-up, surprised",
        "back view, half-body",
        "front view, close-up, serious",
    ]
    assert found.shots[0].adds == ("three-quarter view", "close-up", "surprised face")
    brought = {what for shot in found.shots for what in shot.adds}
    assert {f"no {what}" for what in brought} == set(found.gaps)


def test_akin_expressions_stand_in(covered: Covered) -> None:
    found = covered(pictures("front", "close-up", "calm laughing surprised determined"))
    assert not any("face" in gap for gap in found.gaps)


def test_a_full_set_lacks_nothing(covered: Covered) -> None:
    every = pictures("front three-quarter profile back", "close-up half-body full-body")
    found = covered(every, PLUSH)
    assert (found.gaps, found.shots) == ((), ())


def test_combinations_that_no_picture_shows(covered: Covered) -> None:
    every = pictures("front three-quarter profile back", "close-up half-body full-body")
    some = [one for one in every if one != {"angle": "back", "framing": "full-body"}]
    found = covered(some, PLUSH)
    assert [(str(shot), shot.adds) for shot in found.shots] == [("back view, full-body", ())]


def test_a_close_up_from_behind_and_faces_from_behind_are_not_asked_for(covered: Covered) -> None:
    found = covered(pictures("front", "full-body", "neutral smiling surprised serious"))
    behind = [shot for shot in found.shots if shot.angle == "back"]
    assert behind
    assert all(shot.framing != "close-up" and shot.expression is None for shot in behind)


def test_a_large_set_gets_few(covered: Covered) -> None:
    found = covered([{"angle": "front", "framing": "close-up"}] * 15, PLUSH)
    assert found.is_large
    assert len(found.shots) == 2
    assert len(covered([{"angle": "front", "framing": "close-up"}] * 14, PLUSH).shots) == 3


def test_where_nothing_is_said_nothing_is_known_to_be_missing(covered: Covered) -> None:
    silent = covered([{"pose": "standing"}] * 5)
    assert (silent.gaps, silent.shots) == ((), ())
    own = covered([{"angle": "正面", "framing": "全身", "expression": "微笑"}] * 5)
    assert (own.gaps, own.shots) == ((), ())


def test_rare_expressions_are_not_guessed_from_few(covered: Covered) -> None:
    said = {"angle": "front", "framing": "close-up", "expression": "smiling"}
    found = covered([said, *[{"angle": "profile", "framing": "half-body"}] * 5])
    assert "no serious face" in found.gaps
    assert all(shot.expression is None for shot in found.shots)

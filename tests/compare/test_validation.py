"""Runs that truly underfit, fit and overfit are told apart by what was measured on their pictures, with an
encoder and without, and the reasons say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from charspec.compare.folder import open_run
from charspec.compare.verdict import Verdict, judge
from charspec.records import read_epochs
from charspec.scores import read_scores
from tests.compare.validation import OVERFIT, UNDERFIT, train


@pytest.fixture(scope="module")
def underfit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(UNDERFIT, tmp_path_factory.mktemp("validation"), short=True)


@pytest.fixture(scope="module")
def overfit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(OVERFIT, tmp_path_factory.mktemp("validation"), short=True)


def verdict(run: Path, *, encoder: bool) -> Verdict:
    scores = read_scores(run)
    assert any(score.metric == "identity" and score.value is not None for score in scores)
    kept = [score for score in scores if encoder or score.metric not in ("identity", "adherence")]
    return judge(open_run(run), read_epochs(run), kept)


with_and_without = pytest.mark.parametrize("encoder", [True, False])


@with_and_without
def test_too_few_steps_are_underfit(underfit: Path, encoder: bool) -> None:
    found = verdict(underfit, encoder=encoder)
    assert {one.phase for one in found.epochs} == {"underfit"}
    assert found.recommended == found.epochs[-1].epoch
    assert "Every epoch underfits" in found.reasons[0]
    assert "train longer" in found.reasons[1]
    assert "The character is not there" in found.epochs[-1].reasons[0]


@with_and_without
def test_the_defaults_fit(trained: Path, encoder: bool) -> None:
    found = verdict(trained, encoder=encoder)
    phases = [one.phase for one in found.epochs]
    assert phases[0] == "underfit"
    assert "overfit" not in phases
    assert found.recommended is not None
    assert found.recommended >= 3
    assert phases[found.recommended - 1] == "sweet"
    assert "as good as the best" in found.reasons[0]
    assert any("No pose is copied" in reason for reason in found.reasons)


@with_and_without
def test_one_pose_in_one_place_at_a_high_rate_is_overfit(overfit: Path, encoder: bool) -> None:
    found = verdict(overfit, encoder=encoder)
    assert {one.phase for one in found.epochs} == {"overfit"}
    assert found.recommended is not None
    assert "overfits" in found.reasons[0]
    said = " ".join(found.epochs[-1].reasons)
    assert "prompts show the place of a training picture: baseline" in said
    assert "images/" in said
    assert "has the character's colours: leak" in said
    assert "drawn alike" in said
    assert any("vary poses and places" in reason for reason in found.reasons)

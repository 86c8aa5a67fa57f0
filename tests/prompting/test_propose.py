"""Proposed prompts try what the set lacks, in the manner of its captions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charspec.dataset import load_dataset
from charspec.lint import LintConfig, lint_text
from charspec.prompting import SLOTS, Shown, as_tests, lacking, propose, showing
from charspec.prompting.choices import FRAMINGS, PLACES, POSES, STYLES
from charspec.spec import CharacterSpec, load_text
from charspec.vocabulary import vocabulary

HEAD = """\
schema: charspec/1
trigger: Vendalixia
identity: a young woman with silver hair and a red scarf
images:
"""
NOWHERE = Path("/nonexistent")


def a_set(*pictures: str) -> tuple[CharacterSpec, Shown]:
    """A spec of these captions (or flow mappings of labels), and what it shows."""
    lines = [
        f"  {n}.png: {said if said[0] == '{' else '{caption: ' + said + '}'}"
        for n, said in enumerate(pictures)
    ]
    loaded = load_text(HEAD + "\n".join(lines) + "\n", NOWHERE)
    return loaded.require(), showing(load_dataset(loaded).items, loaded.require())


def proposed(*pictures: str, seed: int = 0) -> dict[str, str]:
    return as_tests(propose(*a_set(*pictures), seed))


def test_without_captions_the_guides_examples_come_first() -> None:
    assert proposed("{}") == {
        "baseline": "Vendalixia, standing, neutral expression",
        "new_pose": "Vendalixia, running",
        "new_place": "Vendalixia, on a beach at sunset",
        "new_framing": "Vendalixia, close-up portrait, anime style",
    }


def test_sentences_are_answered_with_sentences() -> None:
    said = '"Vendalixia is running on a beach in the evening and looks at the sea with her red scarf"'
    assert proposed(said) == {
        "baseline": "Vendalixia standing, neutral expression",
        "new_pose": "Vendalixia jumping",
        "new_place": "Vendalixia in a forest",
        "new_framing": "close-up portrait of Vendalixia, anime style",
    }


def test_tags_are_answered_with_tags() -> None:
    assert proposed('"Vendalixia, 1girl, silver_hair, running, close-up"') == {
        "baseline": "Vendalixia, close-up, neutral_expression, standing",
        "new_pose": "Vendalixia, jumping",
        "new_place": "Vendalixia, close-up, standing, beach",
        "new_framing": "Vendalixia, full-body",
    }


def test_chinese_is_answered_in_chinese_with_what_no_caption_says() -> None:
    found = proposed('"Vendalixia，一位年轻女子，在海滩上奔跑"', '"Vendalixia，一位年轻女子，坐着"')
    assert found["new_pose"] == "Vendalixia，跳起来"
    assert found["new_place"] == "Vendalixia，在森林里"
    assert all(text.startswith("Vendalixia，") for text in found.values())


def test_angle_and_framing_are_named_where_captions_name_them_and_a_face_is_seen() -> None:
    back = "{angle: back, framing: close-up, pose: standing}"
    found = proposed(back, back, "{angle: front, framing: full-body, pose: sitting}")
    assert found["baseline"] == "Vendalixia, front view, close-up, neutral expression, standing"
    assert found["new_pose"] == "Vendalixia, front view, full-body, running"
    assert found["new_framing"] == "Vendalixia, front view, half-body"


def test_a_framing_that_is_missing_comes_before_a_style() -> None:
    spec, shown = a_set("{framing: portrait}", "{framing: wide shot}")
    assert propose(spec, shown)[3].reason == "no picture is half-body"
    spec, shown = a_set("{framing: portrait}", "{framing: wide shot}", "{framing: cowboy shot}")
    assert propose(spec, shown)[3].text.endswith("anime style")


def test_the_baseline_is_no_caption_of_the_set() -> None:
    found = proposed('"Vendalixia, standing, neutral expression"')
    assert found["baseline"] == "Vendalixia, standing, calm expression"


def test_reasons_say_what_the_set_shows() -> None:
    poses = ("running", "sitting", "waving", "kneeling", "dancing")
    spec, shown = a_set(*(f"{{pose: {pose}}}" for pose in poses))
    pose = propose(spec, shown)[1]
    assert (pose.slot, pose.reason) == (
        "new_pose",
        "no picture shows it; they show dancing, kneeling, running and 2 more",
    )


def test_when_all_is_shown_it_says_so() -> None:
    spec, shown = a_set(*(f"{{pose: {one.words}}}" for one in POSES))
    assert lacking("pose", shown) == []
    assert "everything" in propose(spec, shown)[1].reason


@pytest.mark.parametrize("attribute", ["pose", "environment", "framing", "style"])
def test_every_choice_is_one_the_vocabulary_knows_by_its_term(attribute: str) -> None:
    every = {"pose": POSES, "environment": PLACES, "framing": FRAMINGS, "style": STYLES}[attribute]
    for choice in every:
        assert choice.term in vocabulary().terms(attribute), choice
        assert vocabulary().canonical(attribute, choice.words) == choice.term
        assert any(sign in choice.chinese for sign in choice.signs)


labels = st.fixed_dictionaries(
    {},
    optional={
        "angle": st.sampled_from(["front", "back", "profile", "from above"]),
        "framing": st.sampled_from(["close-up", "half-body", "full-body", "portrait"]),
        "pose": st.sampled_from([one.words for one in POSES]),
        "environment": st.sampled_from([one.words for one in PLACES]),
    },
)


@settings(deadline=None, max_examples=60)
@given(st.lists(labels, min_size=1, max_size=8), st.integers(0, 5))
def test_proposals_lint_clean_of_what_they_are_to_mend(pictures: list[dict[str, str]], seed: int) -> None:
    lines = ["{" + ", ".join(f"{key}: {value}" for key, value in one.items()) + "}" for one in pictures]
    spec, shown = a_set(*lines)
    found = propose(spec, shown, seed)
    assert tuple(one.slot for one in found) == SLOTS
    assert found == propose(spec, shown, seed)
    written = "".join(f"  {n}.png: {line}\n" for n, line in enumerate(lines))
    tests = "tests:\n" + "".join(f"  {one.slot}: {one.text}\n" for one in found)
    result = lint_text(HEAD + written + tests, NOWHERE, config=LintConfig(select=("P", "S")))
    assert [one.code for one in result.findings] == []

"""P101, P102, P104 and P105: the guide's four prompts are never judged, one's own are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec

SELECT = ("P101", "P102", "P103", "P104", "P105")
GUIDE = {
    "baseline": "Vendalixia, standing, neutral expression",
    "new_pose": "Vendalixia running",
    "new_place": "Vendalixia on a beach at sunset",
    "new_framing": "close-up portrait of Vendalixia, anime style",
}


def codes(path: Path) -> list[str]:
    return [finding.code for finding in lint_spec(path, config=LintConfig(select=SELECT)).findings]


def written(prompts: dict[str, str]) -> str:
    return "tests:\n" + "".join(f'  {slot}: "{text}"\n' for slot, text in prompts.items())


def test_the_default_prompts_and_the_guides_are_silent(example: Callable[..., Path]) -> None:
    for spec in ("", written(GUIDE)):
        assert lint_spec(example(spec), config=LintConfig(select=("P",))).findings == ()


@pytest.mark.parametrize("slot", GUIDE)
def test_each_of_the_guides_sides_is_missed(slot: str, example: Callable[..., Path]) -> None:
    path = example(written({name: text for name, text in GUIDE.items() if name != slot}))
    assert codes(path) == ["P104"]


def test_names_of_slots_do_not_matter_if_the_words_say_it(example: Callable[..., Path]) -> None:
    assert codes(example(written(dict(zip("abcd", GUIDE.values(), strict=True))))) == []


def test_a_prompt_that_cannot_be_read_may_be_what_is_missing(example: Callable[..., Path]) -> None:
    prompts = {name: text for name, text in GUIDE.items() if name != "new_place"}
    assert codes(example(written({**prompts, "four": "Vendalixia, zwielicht"}))) == []


@pytest.mark.parametrize(
    ("changed", "place", "words"),
    [
        (
            dict.fromkeys(GUIDE, GUIDE["baseline"]),
            "new_pose",
            "'new_pose', 'new_place' and 'new_framing' repeat",
        ),
        ({"new_place": "Vendalixia at night, smiling"}, "new_place", "for a new place"),
        ({"new_framing": "Vendalixia laughing"}, "new_framing", "for another framing or style"),
        ({"new_pose": "Vendalixia in a forest"}, "new_pose", "for a new pose"),
        (
            {"new_place": "Vendalixia, standing;  NEUTRAL expression"},
            "new_place",
            "'new_place' repeats another",
        ),
    ],
)
def test_a_slot_that_does_not_try_what_it_is_named_for(
    changed: dict[str, str], place: str, words: str, example: Callable[..., Path]
) -> None:
    path = example(written({**GUIDE, **changed}))
    (finding,) = lint_spec(path, config=LintConfig(select=("P104",))).findings
    assert finding.path == ("tests", place)
    assert words in finding.message
    assert finding.hint.startswith("Reword one")
    assert finding.fix is None


@pytest.mark.parametrize(
    "changed",
    [
        {"new_place": "Vendalixia aboard the Nautilus"},
        {"new_framing": "Vendalixia seen from above"},
        {"new_pose": "Vendalixia juggling"},
        {"new_place": "Vendalixia在海边"},
    ],
)
def test_a_slot_may_say_it_in_words_of_its_own(changed: dict[str, str], example: Callable[..., Path]) -> None:
    assert codes(example(written({**GUIDE, **changed}))) == []


@pytest.mark.parametrize("pose", ["swimming in a pool", "juggling oranges", "with one paw raised"])
def test_a_pose_in_unusual_words_is_one(pose: str, example: Callable[..., Path]) -> None:
    prompts = {name: text for name, text in GUIDE.items() if name != "new_pose"}
    assert codes(example(written({**prompts, "four": f"Vendalixia {pose}"}))) == []


def test_a_thing_before_white_is_a_baseline(example: Callable[..., Path]) -> None:
    prompts = {name: text for name, text in GUIDE.items() if name != "baseline"}
    plain = "Vendalixia, front view, on a white background"
    assert codes(example(written({**prompts, "plain": plain}))) == []


def test_empty_tests_are_said_and_a_fifth_is_one_too_many(example: Callable[..., Path]) -> None:
    assert codes(example("tests: {}\n")) == ["P102"]
    assert codes(example(written({**GUIDE, "five": "Vendalixia reading"}))) == ["P101"]


@pytest.mark.parametrize(
    ("prompt", "copies"),
    [
        ("Vendalixia, a red fox, standing in a forest", True),
        ("vendalixia a red fox -- Standing in a forest.", True),
        ("Vendalixia, a red fox, standing in a wood", False),
    ],
)
def test_a_copy_is_one_whatever_its_punctuation(
    prompt: str, copies: bool, example: Callable[..., Path]
) -> None:
    spec = f"images:\n  images/a.png: {{caption: '{'Vendalixia, a red fox, standing in a forest'}'}}\n"
    assert ("P105" in codes(example(spec + written({"baseline": prompt})))) == copies

"""The two real prompts: from what the captions say, in a combination that none of them has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charspec.plan import PromptPlan
from charspec.release.wording import class_phrase, detailed_prompt, short_prompt

CAPTIONS = [
    "Kaia, a fox, a blue cape, front view, standing in a forest, dusk",
    "Kaia, a fox, a blue cape, profile view, running down a street, noon",
    "Kaia, a fox, a blue cape, back view, sitting in a boat, dusk",
]


def test_the_detailed_prompt_has_known_parts_in_a_new_combination() -> None:
    prompt = detailed_prompt(CAPTIONS)
    assert prompt == "Kaia, a fox, a blue cape, profile view, sitting in a boat, dusk"
    assert prompt not in CAPTIONS


def test_captions_that_are_sentences_are_left_whole() -> None:
    captions = ["a photo of Kaia the fox in a forest", "Kaia the fox runs down a street, at noon"]
    assert detailed_prompt(captions) == captions[1]


@given(st.lists(st.text("abc, ", min_size=1, max_size=30), min_size=1, max_size=6))
def test_every_part_of_the_detailed_prompt_stands_in_a_caption(captions: list[str]) -> None:
    parts = {part.strip() for caption in captions for part in caption.split(",")}
    assert {part.strip() for part in detailed_prompt(captions).split(",")} <= parts


def test_the_class_phrase_is_read_from_the_control_prompt() -> None:
    prompts = {"new_pose": plan("Kaia running"), "baseline": plan("Kaia, standing")}
    assert class_phrase("Kaia", prompts, "a fox, standing") == "a fox"
    assert class_phrase("Kaia", prompts, "a fox asleep") == "a fox asleep"
    assert class_phrase("Kaia", {}, "a fox") == "a fox"
    assert short_prompt("Kaia", "a fox") == "Kaia, a fox"


def plan(prompt: str) -> PromptPlan:
    return PromptPlan(prompt=prompt, seed=0)

"""C111: words that stand in nearly all captions and are not meant to."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec
from charspec.lint.config.thresholds import Thresholds

FOX = "identity: a fox\n"
OTHERS = [
    "front view, standing",
    "sitting on a bench",
    "running, at night",
    "from behind",
    "close-up, smiling",
]


def found(
    example: Callable[..., Path],
    captions: Sequence[str],
    head: str = "identity: a fox\n",
    **thresholds: float,
) -> list[Finding]:
    rows = "".join(
        f'  images/{number}.png: {{caption: "Vendalixia, a fox, {caption}"}}\n'
        for number, caption in enumerate(captions)
    )
    config = LintConfig(select=("C111",), thresholds=Thresholds(**thresholds))  # type: ignore[arg-type]
    return list(lint_spec(example(f"{head}images:\n{rows}"), config=config).findings)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("a lantern", "'lantern'"),
        ("with a wooden sword", "'wooden' and 'sword'"),
        ("moonlit", "'moonlit'"),
        ("beside a teapot", "'teapot'"),
        ("its tongue hanging out", "'tongue hanging out'"),
    ],
)
def test_a_thing_in_every_caption_is_named(words: str, named: str, example: Callable[..., Path]) -> None:
    (finding,) = found(example, [f"{other}, {words}" for other in OTHERS])
    assert finding.severity == "warning"
    assert finding.message.startswith(named)
    assert (" become part of" in finding.message) == (" and " in named)
    assert "5 of 5 captions" in finding.message


@pytest.mark.parametrize(
    "words",
    [
        "a nice picture of her",
        "looking at the viewer, solo",
        "everything is softly lit",
        "natural light",
        "the mood is calm",
        "the overall mood is calm",
        "with a shallow depth of field",
        "her outfit is realistic",
        "high resolution",
        "alert",
        "with the tail up",
        "standing there",
        "Vendalixia's fox",
        "with foxes",
    ],
)
def test_what_says_nothing_or_is_told_elsewhere_is_none(words: str, example: Callable[..., Path]) -> None:
    assert found(example, [f"{other}, {words}" for other in OTHERS]) == []


def test_the_share_is_a_threshold(example: Callable[..., Path]) -> None:
    captions = [f"{other}, a teapot" for other in OTHERS[:3]] + OTHERS[3:]
    assert found(example, captions) == []
    assert len(found(example, captions, fused_share=0.6)) == 1


def test_few_captions_tell_nothing(example: Callable[..., Path]) -> None:
    assert found(example, [f"{other}, a teapot" for other in OTHERS[:4]]) == []


def test_the_outfit_and_the_style_are_meant(example: Callable[..., Path]) -> None:
    head = "identity: a fox\noutfit: {policy: signature, wears: [a tin crown]}\nstyle: gouache on paper\n"
    captions = [f"{other}, a tin crown, gouache on paper" for other in OTHERS]
    assert found(example, captions, head) == []


def test_one_garment_and_no_word_of_outfits_is_a_note(example: Callable[..., Path]) -> None:
    captions = [f"{other}, a blue coat" for other in OTHERS]
    assert [one.severity for one in found(example, captions)] == ["info"]
    variable = "identity: a fox\noutfit: {policy: variable}\n"
    assert [one.severity for one in found(example, captions, variable)] == ["warning"]


def test_other_languages_are_left_alone(example: Callable[..., Path]) -> None:
    captions = ["steht mit einer Laterne", "sitzt mit einer Laterne", "eine Laterne, im Wald", "die Laterne"]
    assert found(example, [*captions, "und eine Laterne"]) == []


def test_the_face_of_a_person_is_told_by_another_rule(example: Callable[..., Path]) -> None:
    captions = [f"{other}, tongue out" for other in OTHERS]
    assert found(example, captions, "identity: a young woman with a fox\n") == []

"""The trigger rules C101, C102, C103 and P103: what counts as the trigger, as a slip, and as another word."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec
from charspec.lint.words.triggers import put_in_front

IDENTITY = "a young woman with silver hair and a red scarf"


def codes(example: Callable[..., Path], caption: str, head: str = "") -> list[str]:
    spec = f'{head}images:\n  images/a.png:\n    caption: "{caption}"\n'
    config = LintConfig(select=("C101", "C102", "C103"))
    return [finding.code for finding in lint_spec(example(spec), config=config).findings]


@pytest.mark.parametrize(
    "caption",
    [
        "Vendalixia, standing",
        "Vendalixia's face, smiling",
        "Vendalixia站在森林里",
        "{trigger}, standing",
        "close-up portrait of Vendalixia",
        "(Vendalixia), smiling",
    ],
)
def test_the_trigger_is_there(caption: str, example: Callable[..., Path]) -> None:
    assert codes(example, caption) == []


@pytest.mark.parametrize(
    ("caption", "code"),
    [
        ("a fox, standing", "C101"),
        ("MyVendalixiaGirl standing", "C101"),
        ("vendalixia standing", "C102"),
        ("VENDALIXIA standing", "C102"),
        ("Vendalixias standing", "C102"),
        ("Vendalxia standing", "C102"),
        ("Vendalixia, standing beside vendalixia", "C102"),
        ("in a forest, Vendalixia standing", "C103"),
    ],
)
def test_each_fault_has_its_one_finding(caption: str, code: str, example: Callable[..., Path]) -> None:
    assert codes(example, caption) == [code]


def test_the_underscore_belongs_to_a_trigger(example: Callable[..., Path]) -> None:
    head = "trigger: KAEL_07\n"
    assert codes(example, "KAEL_07, standing", head) == []
    assert codes(example, "KAEL-07, standing", head) == ["C102"]
    assert codes(example, "KAEL_071, standing", head) != []


@pytest.mark.parametrize(
    ("trigger", "caption"),
    [
        ("Amber", "Amber in amber light"),
        ("Fox", "Fox, a fox in the snow"),
        ("Forest", "Forest, standing in a forest"),
        ("Marina", "Marina in a marine uniform"),
        ("Rose", "Rose with roses in her hair"),
        ("kael", "kael and his kale"),
    ],
)
def test_ordinary_words_are_no_slips(trigger: str, caption: str, example: Callable[..., Path]) -> None:
    assert codes(example, caption, f"trigger: {trigger}\nidentity: a fox\n") == []


@pytest.mark.parametrize(
    ("trigger", "caption"),
    [
        ("Alexander", "Alexander and Alexandra on a sofa"),
        ("Christina", "a photo of Christine"),
        ("Ember", "embers glow behind a girl"),
    ],
)
def test_other_names_and_words_are_no_slips(trigger: str, caption: str, example: Callable[..., Path]) -> None:
    found = codes(example, caption, f"trigger: {trigger}\nidentity: a fox\n")
    assert "C102" not in found


def test_a_name_beside_the_trigger_that_looks_like_it_is_a_warning(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png: {caption: Vendalixia and Vendelixa in a forest}\n")
    (finding,) = lint_spec(path, config=LintConfig(select=("C102",))).findings
    assert (finding.severity, finding.fix is not None and finding.fix.safe) == ("warning", False)


def test_a_word_that_only_resembles_the_trigger_is_not_rewritten(example: Callable[..., Path]) -> None:
    assert codes(example, "a fox in a marine uniform", "trigger: Marina\nidentity: a fox\n") == ["C101"]
    assert codes(example, "marina, a fox", "trigger: Marina\nidentity: a fox\n") == ["C102"]
    assert codes(example, "Marinna, a fox", "trigger: Marina\nidentity: a fox\n") == ["C102"]


def test_a_caption_without_the_trigger_but_with_such_a_word_lacks_it(example: Callable[..., Path]) -> None:
    assert codes(example, "a fox in the snow", "trigger: Fox\nidentity: a fox\n") == ["C101"]


def test_a_picture_without_a_caption_is_left_to_empty_caption(example: Callable[..., Path]) -> None:
    path = example("images:\n  images/a.png:\n")
    assert [one.code for one in lint_spec(path, config=LintConfig(select=("C",))).findings] == ["C114"]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("A woman on a beach", "Vendalixia, a woman on a beach"),
        ("In the rain. A woman", "Vendalixia, in the rain. A woman"),
        ("Anna on a beach", "Vendalixia, Anna on a beach"),
        ("A4 paper", "Vendalixia, A4 paper"),
    ],
)
def test_an_article_behind_the_trigger_begins_no_sentence(text: str, mended: str) -> None:
    assert put_in_front(text, "Vendalixia") == mended


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("Vendalixia running", 0),
        ("{trigger} running", 0),
        ("[trigger] running", 0),
        ("a woman running", 1),
        ("vendalixia running", 1),
    ],
)
def test_prompts_name_the_trigger(prompt: str, wanted: int, example: Callable[..., Path]) -> None:
    path = example(f'tests:\n  one: "{prompt}"\n')
    assert len(lint_spec(path, config=LintConfig(select=("P103",))).findings) == wanted

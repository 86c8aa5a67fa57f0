"""S104 offers to write what a value spells, and only where it spells something."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec, mend

CERTAIN = [
    ('epochs: "10"  # c', "epochs: 10  # c"),
    ("flip: No", "flip: false"),
    ("flip: 'on'", "flip: true"),
    ("flip: 'True'", "flip: true"),
    ("learning_rate: '1e-4'", "learning_rate: 1e-4"),
    ('learning_rate: " 5e-5 "', "learning_rate: 5e-5"),
    ('alpha: "16"', "alpha: 16"),
    ("seed: |\n    7", "seed: 7"),
]
UNCERTAIN = [
    "epochs: ten",
    "epochs: '10.5'",
    "epochs: 1.5",
    "rank: '1e-4'",
    "flip: maybe",
    "flip: 1",
    "learning_rate: 1e-4 # and more\n  alpha: 'x'",
    "learning_rate: 'no'",
    "epochs: [10]",
    "optimizer: {a: 1}",
]


@pytest.mark.parametrize(("before", "after"), CERTAIN)
def test_a_number_or_a_switch_in_other_clothes_is_written_as_one(
    before: str, after: str, example: Callable[..., Path]
) -> None:
    path = example(f"train:\n  {before}\n")
    text = path.read_text("utf-8")
    (change,) = mend(path, config=LintConfig())
    change.write()
    assert path.read_text("utf-8") == text.replace(before, after)
    assert "S104" not in {one.code for one in lint_spec(path, config=LintConfig()).findings}


@pytest.mark.parametrize("value", UNCERTAIN)
def test_what_spells_nothing_is_left_to_its_author(value: str, example: Callable[..., Path]) -> None:
    path = example(f"train:\n  {value}\n")
    assert "S104" in {one.code for one in lint_spec(path, config=LintConfig()).findings}
    assert mend(path, config=LintConfig()) == []


def test_text_that_other_readers_take_for_something_else_is_text_here(example: Callable[..., Path]) -> None:
    path = example("name: no\nx-note: 1:30\nimages:\n  images/a.png: {pose: 007, environment: 1e-4}\n")
    assert not [one for one in lint_spec(path, config=LintConfig()).findings if one.code.startswith("S")]


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ("outfit: a blue dress", "`outfit: {policy: signature, wears: [a blue dress]}` if it never changes"),
        ("outfit: {policy: signature, wears: a coat}", "Write `wears: [a coat]`."),
        ("style: [anime, flat]", 'Write `style: "anime, flat"`.'),
        ("varies: pose, angle", "Write `varies: [pose, angle]`."),
        ("tests: [a fox running]", "Give each prompt a name: `baseline: a fox running`."),
        ("images: [images/a.png]", "as a key with a colon: `images/a.png:`."),
        ("images: {images/a.png: 'Vendalixia, running'}", '`caption: "Vendalixia, running"`.'),
        ("images: {images/a.png: {crop: 10}}", "Left, top, right, bottom in pixels"),
        ("identity: [silver hair]", "`identity: {is: a young woman, with: [silver hair]}`."),
        (f"outfit: {'very ' * 20}long", "Whether the outfit belongs to the identity."),
        ("style: [{a: b}]", "`any`: captions name no style."),
    ],
)
def test_the_hint_shows_the_right_form(lines: str, hint: str, example: Callable[..., Path]) -> None:
    findings = lint_spec(example(f"{lines}\n"), config=LintConfig()).findings
    assert any(hint in one.hint for one in findings if one.code == "S104")


def test_a_name_that_cannot_be_is_pointed_at(example: Callable[..., Path]) -> None:
    (finding,) = lint_spec(example("tests: {New Pose: Vendalixia running}\n"), config=LintConfig()).findings
    assert finding.message.startswith('tests["New Pose"] may only hold a-z, 0-9, _ and -')
    assert finding.location.span.column == len("tests: {") + 1

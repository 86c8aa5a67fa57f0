"""C120: a spec that says nothing of an outfit, and captions that name several."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec


def count(example: Callable[..., Path], worn: Sequence[str], head: str = "") -> int:
    rows = "".join(
        f'  images/{number}.png: {{caption: "Vendalixia, a fox, standing, {words}"}}\n'
        for number, words in enumerate(worn)
    )
    path = example(f"identity: a fox\n{head}images:\n{rows}")
    return len(lint_spec(path, config=LintConfig(select=("C120",))).findings)


@pytest.mark.parametrize(
    "worn",
    [
        ("a blue dress", "plate armour"),
        ("a red dress", "a blue dress"),
        ("a green coat", "a leather jacket", "at night"),
        ("jeans and a t-shirt", "a pleated skirt and a t-shirt"),
        ("wearing a swimsuit", "in a spacesuit"),
    ],
)
def test_different_outfits(worn: tuple[str, ...], example: Callable[..., Path]) -> None:
    assert count(example, worn) == 1


@pytest.mark.parametrize(
    "worn",
    [
        ("a blue dress", "a blue dress", "at night"),
        ("a blue dress", "her dress"),
        ("a blue dress", "a blue gown"),
        ("a coat over a shirt", "a shirt"),
        ("a coat", "a dress"),
        ("a hat", "boots", "a scarf"),
        ("a grey wool coat", "a coat"),
        ("on a bench", "at night"),
        ("ein Kleid im Wald", "une robe, dans le parc", "eine Robe"),
    ],
)
def test_what_may_be_one_outfit(worn: tuple[str, ...], example: Callable[..., Path]) -> None:
    assert count(example, worn) == 0


@pytest.mark.parametrize("policy", ["{policy: variable}", "{policy: signature, wears: [a blue dress]}"])
def test_who_has_decided_is_not_asked(policy: str, example: Callable[..., Path]) -> None:
    assert count(example, ("a blue dress", "plate armour"), f"outfit: {policy}\n") == 0


def test_garments_of_the_identity_are_none(example: Callable[..., Path]) -> None:
    rows = "  images/a.png: {caption: 'Vendalixia, a fox in a blue coat'}\n"
    rows += "  images/b.png: {caption: 'Vendalixia, a fox in a blue coat, a green jacket'}\n"
    path = example(f"identity: a fox in a blue coat\nimages:\n{rows}")
    assert lint_spec(path, config=LintConfig(select=("C120",))).findings == ()


def test_labels_count(example: Callable[..., Path]) -> None:
    rows = "  images/a.png: {pose: standing, outfit: a blue dress}\n"
    rows += "  images/b.png: {pose: sitting, outfit: plate armour}\n"
    (finding,) = lint_spec(example(f"images:\n{rows}"), config=LintConfig(select=("C120",))).findings
    assert "'blue dress' (images/a.png)" in finding.message

"""S103 names the key that was meant: one spelt alike, or the spec's word for what others call otherwise."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec


@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        ("images: {images/a.png: {angel: front}}", "angle"),
        ("images: {images/a.png: {place: in a forest}}", "environment"),
        ("images: {images/a.png: {mood: sad}}", "expression"),
        ("images: {images/a.png: {text: a fox}}", "caption"),
        ("prompts: {one: Vendalixia}", "tests"),
        ("base_model: tiny", "base"),
        ("train: {lr: 1e-4}", "learning_rate"),
        ("train: {network_dim: 16}", "rank"),
    ],
)
def test_the_key_that_was_meant(lines: str, meant: str, example: Callable[..., Path]) -> None:
    findings = lint_spec(example(f"{lines}\n"), config=LintConfig()).findings
    assert [one.hint for one in findings if one.code == "S103"] == [f"Did you mean '{meant}'?"]


def test_a_name_is_only_offered_where_it_may_stand(example: Callable[..., Path]) -> None:
    findings = lint_spec(example("train: {background: blue}\n"), config=LintConfig()).findings
    assert [one.hint[:11] for one in findings if one.code == "S103"] == ["Known keys:"]

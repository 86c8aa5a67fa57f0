"""T102: fewer than four signs of an alphabet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec
from charspec.lint.config.thresholds import Thresholds


@pytest.mark.parametrize(
    ("trigger", "fires"),
    [
        ("sks", True),
        ("TOK", True),
        ("K7", True),
        ("Ян", True),
        ("ohwx", False),
        ("KAEL_07", False),
        ("K_07", False),
        ("小明", False),
        ("雪", False),
        ("ユキ", False),
        ("지우", False),
    ],
)
def test_short_triggers(trigger: str, fires: bool, with_trigger: Callable[..., list[Finding]]) -> None:
    assert bool(with_trigger("T102", trigger)) == fires


def test_the_length_is_a_threshold(example: Callable[..., Path]) -> None:
    path = example("trigger: ohwx\n")
    config = LintConfig(select=("T102",), thresholds=Thresholds(trigger_letters=5))
    assert [one.code for one in lint_spec(path, config=config).findings] == ["T102"]

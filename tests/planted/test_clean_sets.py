"""Good sets raise no error, and no warning but those that are true of them."""

from collections.abc import Callable
from random import Random

import pytest

from charspec.lint import LintResult
from tests.planted.clean import CLEAN
from tests.planted.model import CharacterSet

SEEDS = (1, 2)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", CLEAN)
def test_a_good_set_is_left_in_peace(
    name: str, seed: int, lint_set: Callable[[CharacterSet], LintResult]
) -> None:
    clean = CLEAN[name]
    findings = lint_set(clean.make(Random(f"{name} {seed}"))).findings
    false = [one for one in findings if one.severity != "info" and one.code not in clean.allowed]
    assert false == [], "\n".join(f"{one.location}: {one.code} {one.message}" for one in false)
    assert not [one for one in findings if one.severity == "error"]

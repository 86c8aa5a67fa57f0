"""Every rule has a page, and the page tells the truth: its examples are linted as they stand."""

from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec
from charspec.lint.page import read_page
from charspec.lint.registry import Rule, all_rules
from tests.lint.conftest import build

RULES = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


def codes(folder: Path, files: dict[str, str]) -> set[str]:
    return {finding.code for finding in lint_spec(build(folder, files), config=LintConfig()).findings}


@RULES
def test_the_example_that_fires_does(rule: Rule, tmp_path: Path) -> None:
    assert rule.code in codes(tmp_path, read_page(rule.page).fires)


@RULES
def test_the_example_that_does_not_fire_does_not(rule: Rule, tmp_path: Path) -> None:
    found = codes(tmp_path, read_page(rule.page).silent)
    assert rule.code not in found
    assert not {code for code in found if code.startswith("S")}, "an unreadable example shows nothing"


@RULES
def test_a_page_says_what_and_why(rule: Rule) -> None:
    page = read_page(rule.page)
    assert page.title.endswith(".")
    assert len(page.explanation) > 80
    assert page.fix.startswith(("Safe:", "None:"))


@RULES
def test_a_rule_lies_where_its_letter_and_name_say(rule: Rule) -> None:
    groups = {"S": "spec", "B": "base", "I": "images", "D": "dataset", "C": "captions", "P": "prompts"}
    groups["R"] = "settings"
    module = rule.check.__module__.split(".")
    assert module[-2:] == [groups[rule.code[0]], rule.name.replace("-", "_")]


def test_codes_and_names_are_unique() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)

"""Every rule has a page, and the page tells the truth: its examples are linted as they stand."""

import ast
import inspect
import sys
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec
from charspec.lint.finding import SEVERITIES
from charspec.lint.page import read_page
from charspec.lint.registry import Rule, all_rules
from tests.lint.conftest import build

RULES = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


def codes(folder: Path, files: dict[str, str]) -> set[str]:
    return {finding.code for finding in linted(folder, files)}


def linted(folder: Path, files: dict[str, str]) -> tuple[Finding, ...]:
    """The findings of an example, by its own configuration or by none."""
    config = None if "charspec.toml" in files else LintConfig()
    return lint_spec(build(folder, files), config=config).findings


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
    assert page.fix.startswith(("Safe:", "Unsafe:", "None:"))


@RULES
def test_a_page_says_how_its_example_is_mended(rule: Rule, tmp_path: Path) -> None:
    page = read_page(rule.page)
    found = linted(tmp_path, page.fires)
    fixes = [finding.fix for finding in found if finding.code == rule.code and finding.fix]
    # Some rules mend some of their findings only, and their example need not be one of those.
    assert {"Safe" if fix.safe else "Unsafe" for fix in fixes} <= {page.fix.partition(":")[0]}


@RULES
def test_a_rule_lies_where_its_letter_and_name_say(rule: Rule) -> None:
    groups = {"S": "spec", "B": "base", "I": "images", "D": "dataset", "C": "captions", "P": "prompts"}
    groups |= {"T": "trigger", "R": "settings", "M": "release"}
    module = rule.check.__module__.split(".")
    assert module[-2:] == [groups[rule.code[0]], rule.name.replace("-", "_")]


@RULES
def test_a_heuristic_alone_makes_no_error(rule: Rule) -> None:
    assert rule.confidence in ("certain", "heuristic")
    assert rule.severity in SEVERITIES
    if rule.confidence == "heuristic":
        assert rule.severity != "error"
        assert not says_error(rule), "no Hit of a heuristic rule is an error, unless it is certain"


def says_error(rule: Rule) -> bool:
    """Whether the severity `error` stands in the code of a rule, other than beside `confidence="certain"`."""
    tree = ast.parse(inspect.getsource(sys.modules[rule.check.__module__]))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    given = ({word.arg: word.value for word in call.keywords} for call in calls)
    certain = [words.get("severity") for words in given if _is(words.get("confidence"), "certain")]
    return any(_is(node, "error") and node not in certain for node in ast.walk(tree))


def _is(node: ast.AST | None, value: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def test_the_search_for_errors_finds_them() -> None:
    for rule in all_rules():
        if rule.severity == "error":
            assert says_error(rule), rule.code


def test_codes_and_names_are_unique() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)

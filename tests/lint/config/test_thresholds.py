"""Every threshold says why it is what it is, and the page of its rule names it."""

import ast
import inspect
import re

import pytest

from charspec.lint.config import thresholds
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.registry import all_rules


def reasons() -> dict[str, str]:
    """Name of a threshold → the docstring below it."""
    (table,) = (
        node for node in ast.parse(inspect.getsource(thresholds)).body if isinstance(node, ast.ClassDef)
    )
    found: dict[str, str] = {}
    for field, below in zip(table.body, table.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
            assert isinstance(field.target, ast.Name)
            assert isinstance(below.value, ast.Constant)
            found[field.target.id] = str(below.value.value)
    return found


NAMES = Thresholds._fields


@pytest.mark.parametrize("name", NAMES)
def test_a_threshold_has_a_reason_and_a_rule_whose_page_names_it(name: str) -> None:
    pages = {rule.code: rule.page for rule in all_rules()}
    codes = re.match(r"(?:[A-Z]\d{3}(?:, | and )?)+(?=:)", reasons()[name])
    assert codes, f"the reason of {name} must begin with the code of its rule"
    for code in re.findall(r"[A-Z]\d{3}", codes[0]):
        assert f"`{name.replace('_', '-')}`" in " ".join(pages[code].split()), f"{code} must name it"

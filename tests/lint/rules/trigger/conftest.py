"""Specs with a trigger, and what one rule says of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec


@pytest.fixture
def with_trigger(example: Callable[..., Path]) -> Callable[..., list[Finding]]:
    """`with_trigger("T101", "Raven")` → what the rule says of a spec with this trigger."""

    def find(code: str, trigger: str, identity: str = "a young woman with silver hair") -> list[Finding]:
        path = example(f'trigger: "{trigger}"\nidentity: {identity}\n')
        return list(lint_spec(path, config=LintConfig(select=(code,))).findings)

    return find

"""Finds the rules, and picks those that a selection names."""

import difflib
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from charspec.errors import CharspecError
from charspec.lint import rules as package
from charspec.lint.finding import Confidence, Hit, Severity

PAGES = "docs/rules"
"""The folder or address below which the generated pages of the rules lie, `CODE.md` each; relative to the
repository as long as the pages have no address of their own."""


@dataclass(frozen=True)
class Rule:
    """One rule, as its module states it. `wants` are the parameters of its check, `page` its docstring.

    `confidence` says what the rule rests on; a heuristic one never makes an error.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[..., Iterable[Hit]]
    wants: tuple[str, ...]
    page: str
    confidence: Confidence = "certain"

    @property
    def docs(self) -> str:
        """Where the rule's page is published: `docs/rules/C101.md`."""
        return f"{PAGES}/{self.code}.md"

    @property
    def always(self) -> bool:
        """Whether the rule runs whatever is selected: silence about an unreadable spec would claim that it is
        sound."""
        return self.code.startswith("S") and self.severity == "error"


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """Every module below `charspec.lint.rules`, by code."""
    found = []
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if info.ispkg:
            continue
        module = importlib.import_module(info.name)
        wants = tuple(inspect.signature(module.check).parameters)
        page = inspect.cleandoc(module.__doc__ or "")
        confidence: Confidence = getattr(module, "CONFIDENCE", "certain")
        rule = Rule(module.CODE, module.NAME, module.SEVERITY, module.check, wants, page, confidence)
        found.append(rule)
    return tuple(sorted(found, key=lambda rule: rule.code))


def matching(selectors: Iterable[str]) -> frozenset[str]:
    """The codes that selectors name: `C101`, a prefix (`C`, `C1`), a name (`trigger-missing`) or `ALL`.

    Raises CharspecError (exit 2) for a selector that names no rule.
    """
    codes: set[str] = set()
    for selector in selectors:
        found = {rule.code for rule in all_rules() if _names(selector, rule)}
        if not found:
            raise _unknown(selector)
        codes |= found
    return frozenset(codes)


def _names(selector: str, rule: Rule) -> bool:
    return (
        selector.upper() == "ALL" or rule.code.startswith(selector.upper()) or rule.name == selector.lower()
    )


def _unknown(selector: str) -> CharspecError:
    names = [word for rule in all_rules() for word in (rule.code, rule.name)]
    near = difflib.get_close_matches(selector, names, n=1) or difflib.get_close_matches(
        selector.upper(), names, n=1
    )
    question = f"Did you mean '{near[0]}'? " if near else ""
    return CharspecError(
        f"no rule is called '{selector}'",
        hint=f"{question}Name a code (C101), a group (C), a rule (trigger-missing) or ALL.",
    )

"""Finds the rules, and picks those that a selection names."""

import functools
import importlib
import inspect
import itertools
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from charspec.errors import CharspecError
from charspec.lint import rules as package
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.nearest import nearest

PAGES = "docs/rules"
"""The folder of charspec's repository in which the generated pages of the rules lie, `CODE.md` each."""


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule, as its module states it. `wants` are the parameters of its check, `text` its docstring.

    `confidence` says what the rule rests on; a heuristic one never makes an error.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[..., Iterable[Hit]]
    wants: tuple[str, ...]
    text: str
    confidence: Confidence = "certain"

    @property
    def page(self) -> str:
        """The rule's page, as written but for the indentation."""
        return inspect.cleandoc(self.text)

    @property
    def docs(self) -> str:
        """The rule's page in charspec's repository: `docs/rules/C101.md`."""
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
        wants = tuple(inspect.getargs(module.check.__code__).args)
        text = module.__doc__ or ""
        confidence: Confidence = getattr(module, "CONFIDENCE", "certain")
        rule = Rule(module.CODE, module.NAME, module.SEVERITY, module.check, wants, text, confidence)
        found.append(rule)
    return tuple(sorted(found, key=lambda rule: rule.code))


def matching(selectors: Iterable[str]) -> frozenset[str]:
    """The codes that selectors name: `C101`, a prefix (`C`, `C1`), a name (`trigger-missing`) or `ALL`.

    Raises CharspecError (exit 2) for a selector that names no rule.
    """
    codes: set[str] = set()
    known = _selections(all_rules())
    for selector in selectors:
        found = known.get(selector.upper()) or known.get(selector.lower())
        if not found:
            raise _unknown(selector)
        codes |= found
    return frozenset(codes)


@functools.lru_cache(maxsize=1)
def _selections(rules: tuple[Rule, ...]) -> Mapping[str, set[str]]:
    """The codes by every selector that there is: groups and codes in capitals, names in small letters."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        for selector in ("ALL", *itertools.accumulate(rule.code, initial=""), rule.name):
            found.setdefault(selector, set()).add(rule.code)
    return found


def _unknown(selector: str) -> CharspecError:
    names = [word for rule in all_rules() for word in (rule.code, rule.name)]
    near = nearest(selector, names) or nearest(selector.upper(), names)
    question = f"Did you mean '{near}'? " if near else ""
    return CharspecError(
        f"no rule is called '{selector}'",
        hint=f"{question}Name a code (C101), a group (C), a rule (trigger-missing) or ALL.",
    )

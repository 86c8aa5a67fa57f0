"""One entry of the manual: a rule and its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from charspec.lint.page import Page, read_page
from charspec.lint.registry import Rule, all_rules, matching

FixKind: TypeAlias = Literal["safe", "unsafe", "none"]

GROUPS = {
    "S": "The spec itself",
    "B": "The base model",
    "I": "Each picture",
    "D": "The set as a whole",
    "C": "Captions",
    "T": "The trigger",
    "P": "Test prompts",
    "R": "Training settings",
    "M": "Release",
}
"""Letter of a code → what its rules are about, in the order of the manual."""

_ORDER = tuple(GROUPS)
_KINDS: dict[str, FixKind] = {"Safe": "safe", "Unsafe": "unsafe", "None": "none"}


@dataclass(frozen=True)
class Entry:
    """A rule with its page taken apart."""

    rule: Rule
    page: Page

    @property
    def fix(self) -> FixKind:
        """How the rule's findings are mended: by `--fix`, only with `--unsafe-fixes`, or by hand."""
        return _KINDS[self.page.fix.partition(":")[0]]

    @property
    def ignoring(self) -> str:
        """How a finding is kept quiet, or why it cannot be."""
        if self.rule.always:
            return "It cannot be ignored: silence about an unreadable spec would claim that it is sound."
        return f"Write `# charspec: ignore[{self.rule.code}] reason` on the line or above it."


def entries(selectors: Iterable[str] = ()) -> tuple[Entry, ...]:
    """The entries that selectors name (`C101`, `C`, `trigger-missing`), or all, in the manual's order.

    Raises CharspecError (exit 2) for a selector that names no rule; its hint says what may be meant.
    """
    codes = matching(selectors) or {rule.code for rule in all_rules()}
    chosen = [Entry(rule, read_page(rule.page)) for rule in all_rules() if rule.code in codes]
    return tuple(sorted(chosen, key=lambda entry: (_ORDER.index(entry.rule.code[0]), entry.rule.code)))


def by_group(chosen: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries by the name of their group."""
    groups: dict[str, list[Entry]] = {}
    for entry in chosen:
        groups.setdefault(GROUPS[entry.rule.code[0]], []).append(entry)
    return groups

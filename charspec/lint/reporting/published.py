"""Where the pages of the rules are published: what reports link to."""

import os
from collections.abc import Iterable

from charspec.errors import CharspecError
from charspec.lazy import pattern
from charspec.lint.result import LintResult

KEY = "docs-url"
CODE = "{code}"
"""Where an address holds the code of a rule; without it, the pages lie below the address, `CODE.md` each."""

_ADDRESS = pattern(r"https?://[^\s/<>|][^\s<>|]*")


def checked_address(value: object, where: str) -> str:
    """The address that a configuration gives; CharspecError (exit 2) for what no link can be made of."""
    if not isinstance(value, str) or not _ADDRESS().fullmatch(value):
        hint = f'Write {KEY} = "https://example.org/rules", or with {CODE} where the code of a rule goes.'
        raise CharspecError(f"{KEY} must be an http or https address, found {value!r}", where, hint)
    return value


def address_of(results: Iterable[LintResult]) -> str:
    """The address of the pages: the first that a configuration gives, else that of `CHARSPEC_DOCS`; empty if
    there is none."""
    given = next((result.docs for result in results if result.docs), os.environ.get("CHARSPEC_DOCS", ""))
    return given if "://" in given else ""


def page_at(address: str, code: str) -> str:
    """The address of a rule's page.

    >>> page_at("https://example.org/rules/", "C101"), page_at("https://example.org/lint#{code}", "C101")
    ('https://example.org/rules/C101.md', 'https://example.org/lint#C101')
    """
    return address.replace(CODE, code) if CODE in address else f"{address.rstrip('/')}/{code}.md"

"""The manual: every rule's page, as text for a terminal, as Markdown, and as JSON.

A page is the docstring of its rule (see `charspec.lint.page`); this says it in other forms and adds nothing.
`python -m charspec.lint.manual --write` brings `docs/rules` up to date.
"""

from charspec.lint.manual.entry import GROUPS, Entry, entries

__all__ = ["GROUPS", "Entry", "entries"]

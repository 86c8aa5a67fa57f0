"""`charspec rule`: the page of a rule, or the list of all."""

import argparse
from collections.abc import Sequence

from charspec.cli.reports import colour, columns, show
from charspec.lint.manual import Entry, entries
from charspec.lint.manual import json as as_json
from charspec.lint.manual import markdown as as_markdown
from charspec.lint.manual.text import Manual

HELP = """Print the page of a rule of `charspec lint`: what it checks and why, an example that fires, one that
does not, and how it is mended. Without a rule, list them all."""
EXAMPLES = """examples:
  charspec rule                        every rule, by group
  charspec rule C101                   the page of one, by its code
  charspec rule background-bleed       or by its name
  charspec rule T                      the rules of a group
  charspec rule --all --format json    every page, for a program

exit codes: 0 printed, 2 no such rule"""

_FORMATS = ("text", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rules", nargs="*", metavar="RULE", help="codes, names, or the letter of a group")
    parser.add_argument("--all", action="store_true", help="the pages of all rules, not their list")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="how they are written (text)")


def run(options: argparse.Namespace) -> int:
    chosen = entries(options.rules)
    # A group is asked for to see what it holds; a code or a name, to read its page.
    listed = not options.all and all(not _is_one(word, chosen) for word in options.rules)
    show(_written(chosen, options.format, listed))
    return 0


def _is_one(word: str, chosen: Sequence[Entry]) -> bool:
    return any(word.upper() == entry.rule.code or word.lower() == entry.rule.name for entry in chosen)


def _written(chosen: Sequence[Entry], form: str, listed: bool) -> str:
    if form == "json":
        return as_json.write(chosen)
    if form == "markdown":
        return as_markdown.index(chosen) if listed else "\n".join(map(as_markdown.page, chosen))
    manual = Manual(colour(), columns())
    return manual.listing(chosen) if listed else "\n\n".join(map(manual.page, chosen))

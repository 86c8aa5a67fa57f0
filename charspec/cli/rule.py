"""`charspec rule`: the page of a rule, or the list of all."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from charspec.cli.reports import colour, columns, show
from charspec.errors import CharspecError
from charspec.lint.manual import Entry, entries
from charspec.lint.manual import json as as_json
from charspec.lint.manual import markdown as as_markdown
from charspec.lint.manual.pages import is_generated, texts
from charspec.lint.manual.text import Manual
from charspec.lint.wording import plural

HELP = """Print the page of a rule of `charspec lint`: what it checks and why, an example that fires, one that
does not, and how it is mended. Without a rule, list them all."""
EXAMPLES = """examples:
  charspec rule                        every rule, by group
  charspec rule C101                   the page of one, by its code
  charspec rule background-bleed       or by its name
  charspec rule T                      the rules of a group
  charspec rule --all --format json    every page, for a program
  charspec rule --all --out rules/     a Markdown file for each, to publish where docs-url says

exit codes: 0 printed or written, 2 no such rule, or a file in the way"""

_FORMATS = ("text", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rules", nargs="*", metavar="RULE", help="codes, names, or the letter of a group")
    parser.add_argument("--all", action="store_true", help="the pages of all rules, not their list")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="how they are written (text)")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="write the pages into DIR, CODE.md each, and README.md, their list",
    )


def run(options: argparse.Namespace) -> int:
    chosen = entries(options.rules)
    if options.out:
        return _write(chosen, options.out)
    # A group is asked for to see what it holds; a code or a name, to read its page.
    listed = not options.all and all(not _is_one(word, chosen) for word in options.rules)
    show(_written(chosen, options.format, listed))
    return 0


def _write(chosen: Sequence[Entry], folder: Path) -> int:
    pages = texts(chosen)
    for name in pages:
        file = folder / name
        if file.exists() and not is_generated(file):
            raise CharspecError("is in the way: charspec did not write it", str(file), "Name another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    print(f"wrote {plural(len(pages), 'page')} into {folder}", file=sys.stderr)
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

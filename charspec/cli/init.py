"""`charspec init`: from a folder of pictures to a first character.yaml."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli.asking import ask, on_a_terminal
from charspec.cli.confirming import DEFAULT_BASE, choose_base, confirmed, say, wrong_trigger
from charspec.errors import CharspecError
from charspec.lint.wording import plural

if TYPE_CHECKING:
    from charspec.prepare.importing import Imported
    from charspec.prepare.initial import Draft, Guess

HELP = """Write a commented character.yaml for a folder of pictures. It trains on exactly the captions that
the folder has. Pictures and text files are never changed."""
EXAMPLES = """examples:
  charspec init images/                              asks what it cannot know, with a guess for each
  charspec init images/ --yes --trigger KAEL_07      asks nothing
  charspec init train/ --from kohya                  folders such as '20_vendalixia woman'
  charspec init portraits/ scenes/ --out character.yaml

layouts: kohya ('20_name class' folders), ai-toolkit ([trigger] in captions), onetrainer (concepts.json),
imagefolder (metadata.jsonl or .csv), folder (.txt or .caption files); auto tells them apart by their signs

exit codes: 0 the spec is written, whatever lint says of it; 2 wrong usage, or nothing to import"""

NAME = "character.yaml"
_MANY = 200
"""Pictures that lint takes seconds for."""

_LAYOUTS = ("auto", "kohya", "ai-toolkit", "onetrainer", "imagefolder", "folder")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="where the pictures lie")
    parser.add_argument("--from", dest="layout", choices=_LAYOUTS, default="auto", help="default: auto")
    parser.add_argument("--base", metavar="B", help=f"the base to train on (default: {DEFAULT_BASE})")
    parser.add_argument("--trigger", metavar="T", help="the word that calls the character")
    parser.add_argument("--yes", "-y", action="store_true", help="ask nothing; take every guess")
    parser.add_argument("--force", action="store_true", help="replace a spec that is there")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=f"default: {NAME} here, or beside the pictures if they lie elsewhere",
    )


def run(options: argparse.Namespace) -> int:
    from charspec.prepare.importing import import_set, read_tree
    from charspec.prepare.initial import draft_spec, guess_character
    from charspec.settings import load_base
    from charspec.writing import write_atomically

    if options.base:
        load_base(options.base)
    if options.trigger is not None and (fault := wrong_trigger(options.trigger)):
        raise CharspecError(fault, where="--trigger")
    out = _place(options)
    imported = import_set(
        read_tree(options.folders, out.parent), None if options.layout == "auto" else options.layout
    )
    asking = on_a_terminal() and not options.yes
    trigger = _trigger(options, imported, asking)
    character = guess_character(imported, trigger)
    if asking:
        character = confirmed(character, imported)
    base = options.base or choose_base(imported, asking)
    draft = draft_spec(imported, character, base, out.parent)
    _place(options)  # somebody may have written one while the questions were answered
    write_atomically(out, draft.text.encode("utf-8"))
    print(out)
    _report(imported, draft, out)
    return 0


def _place(options: argparse.Namespace) -> Path:
    """Where the spec goes; a spec that is there already is left alone unless --force says otherwise."""
    from charspec.prepare.importing import existing_spec, spec_folder

    out: Path = options.out or spec_folder(options.folders) / NAME
    there = out if out.exists() or out.is_symlink() else existing_spec(options.folders)
    if there and not options.force:
        raise CharspecError(
            "there is a spec already",
            where=str(there),
            hint=f"Look at it with `charspec lint {there}`, or replace it with --force."
            if there == out
            else "Leave that folder away, or write a second spec of its pictures with --force.",
        )
    if out.is_dir() or out.suffix not in (".yaml", ".yml"):
        raise CharspecError("--out names a file that ends in .yaml", where=str(out))
    return out


def _trigger(options: argparse.Namespace, imported: Imported, asking: bool) -> Guess:
    from charspec.prepare.initial import Guess, guess_trigger

    if options.trigger is not None:
        return Guess(options.trigger)
    guess = guess_trigger(imported, options.folders)
    if asking:
        if guess and guess.reason:
            say(f"The trigger is the word that calls the character, in every caption ({guess.reason}).")
        answer = ask("trigger", guess.value if guess else "", wrong_trigger)
        return guess if guess and answer == guess.value else Guess(answer)
    if guess is None:
        raise CharspecError(
            "neither captions nor folders say what the character is called",
            where=str(options.folders[0]),
            hint="Name a unique word for it: --trigger KAEL_07",
        )
    return guess


def _report(imported: Imported, draft: Draft, out: Path) -> None:
    """What was read, what could not be kept, what lint says, and the next three commands."""
    from charspec.cli.first_steps import first_steps, lint_lines

    parts = {
        "composed of attributes": draft.composed,
        "read beside the picture": draft.beside,
        "written into the spec": draft.written,
        "still to be written": draft.missing,
    }
    told = ", ".join(f"{number} {how}" for how, number in parts.items() if number)
    say(f"{plural(len(imported.pictures), 'picture')} ({imported.layout}); captions: {told}")
    for note in (*imported.notes, *draft.notes):
        say(f"note: {note}")
    if len(imported.pictures) > _MANY:
        say(f"lint looks at {len(imported.pictures):,} pictures; the spec is written, Ctrl-C leaves that out")
    say("")
    say(lint_lines(out))
    say(first_steps(out, bool(draft.missing)))

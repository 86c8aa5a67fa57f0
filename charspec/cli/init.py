"""`charspec init`: from a folder of pictures to a first character.yaml."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli.asking import ask, on_a_terminal
from charspec.errors import CharspecError
from charspec.lint.wording import plural

if TYPE_CHECKING:
    from charspec.prepare.importing import Imported
    from charspec.prepare.initial import Character, Draft, Guess
    from charspec.prepare.initial.character import Policy

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
DEFAULT_BASE = "flux2-klein-4b"
_LAYOUTS = ("auto", "kohya", "ai-toolkit", "onetrainer", "imagefolder", "folder")
_LONGEST_TRIGGER = 60
_VARIES = "varies"


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
    if options.trigger is not None and (fault := _wrong_trigger(options.trigger)):
        raise CharspecError(fault, where="--trigger")
    out = _place(options)
    imported = import_set(
        read_tree(options.folders, out.parent), None if options.layout == "auto" else options.layout
    )
    asking = on_a_terminal() and not options.yes
    trigger = _trigger(options, imported, asking)
    character = guess_character(imported, trigger)
    if asking:
        character = _confirmed(character, imported)
    base = options.base or _base(imported, asking)
    draft = draft_spec(imported, character, base, out.parent)
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
            _say(f"The trigger is the word that calls the character, in every caption ({guess.reason}).")
        answer = ask("trigger", guess.value if guess else "", _wrong_trigger)
        return guess if guess and answer == guess.value else Guess(answer)
    if guess is None:
        raise CharspecError(
            "neither captions nor folders say what the character is called",
            where=str(options.folders[0]),
            hint="Name a unique word for it: --trigger KAEL_07",
        )
    return guess


def _wrong_trigger(text: str) -> str | None:
    if not text.strip():
        return "a trigger is a word: name one, such as KAEL_07"
    if len(text) > _LONGEST_TRIGGER or not text.isprintable() or text != text.strip():
        return "a trigger is one short word or name, without blanks around it"
    return None


def _confirmed(character: Character, imported: Imported) -> Character:
    """The character as a person confirms it; what they change is no guess any more."""
    from charspec.prepare.initial import Guess

    captions = plural(len(imported.captions), "caption")
    _say(f"What never changes, as {captions} have it:" if imported.captions else "What never changes:")
    kind = ask("what the character is", character.kind.value)
    if kind != character.kind.value:
        character = replace(character, kind=Guess(kind))
    traits, changed = _ask_list("defining traits, with commas (- for none)", character.traits)
    if changed:
        character = replace(character, traits=traits)
    if character.policy == "variable":
        worn, changed = _ask_list("what is always worn, with commas (varies)", (), _VARIES)
    else:
        worn, changed = _ask_list(
            "what is always worn, with commas (- for none, or: varies)", character.wears
        )
    if changed:
        policy: Policy | None = "signature" if worn else None
        if [one.value for one in worn] == [_VARIES]:
            policy, worn = "variable", ()
        character = replace(character, policy=policy, wears=worn)
    return character


def _ask_list(
    question: str, guesses: Sequence[Guess], default: str | None = None
) -> tuple[tuple[Guess, ...], bool]:
    """A list as a person confirms it, and whether it is another one; `-` empties it."""
    from charspec.prepare.initial import Guess

    before = default or ", ".join(one.value for one in guesses)
    said = ask(question, before)
    if said == before:
        return tuple(guesses), False
    if said == "-":
        return (), True
    return tuple(Guess(one.strip()) for one in said.split(",") if one.strip()), True


def _base(imported: Imported, asking: bool) -> str:
    """The base that a person chooses from a table of what each is good for (guide, step 1), or the usual."""
    from charspec.cli.bases import default_base, table
    from charspec.settings import base_names

    default = default_base(imported.captions, DEFAULT_BASE)
    if not asking:
        return default

    def wrong(answer: str) -> str | None:
        return None if answer in base_names() else f"one of: {', '.join(base_names())}"

    _say(f"The base model, with the GPU it takes as published; less does, see docs/hardware.md:\n{table()}")
    return ask("base", default, wrong)


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
    _say(f"{plural(len(imported.pictures), 'picture')} ({imported.layout}); captions: {told}")
    for note in (*imported.notes, *draft.notes):
        _say(f"note: {note}")
    _say("")
    _say(lint_lines(out))
    _say(first_steps(out, bool(draft.missing)))


def _say(text: str) -> None:
    from charspec.lint.screen import harmless

    print(harmless(text), file=sys.stderr)

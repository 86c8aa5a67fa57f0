"""What `charspec init` asks a person: each question with a guess that Enter takes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from charspec.cli.asking import ask
from charspec.lint.reporting.screen import harmless
from charspec.lint.wording import plural

if TYPE_CHECKING:
    from charspec.prepare.importing import Imported
    from charspec.prepare.initial import Character, Guess
    from charspec.prepare.initial.character import Policy

DEFAULT_BASE = "flux2-klein-4b"
_LONGEST_TRIGGER = 60
_VARIES = "varies"


def wrong_trigger(text: str) -> str | None:
    if not text.strip():
        return "a trigger is a word: name one, such as KAEL_07"
    if len(text) > _LONGEST_TRIGGER or not text.isprintable() or text != text.strip():
        return "a trigger is one short word or name, without blanks around it"
    return None


def confirmed(character: Character, imported: Imported) -> Character:
    """The character as a person confirms it; what they change is no guess any more."""
    from charspec.prepare.initial import Guess

    captions = plural(len(imported.captions), "caption")
    say(f"What never changes, as {captions} have it:" if imported.captions else "What never changes:")
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


def choose_base(imported: Imported, asking: bool) -> str:
    """The base that a person chooses from a table of what each is good for (guide, step 1), or the usual."""
    from charspec.cli.bases import default_base, table
    from charspec.settings import base_names

    default = default_base(imported.captions, DEFAULT_BASE)
    if not asking:
        return default

    def wrong(answer: str) -> str | None:
        return None if answer in base_names() else f"one of: {', '.join(base_names())}"

    say(f"The base model, with the GPU it takes as published; less does, see docs/hardware.md:\n{table()}")
    return ask("base", default, wrong)


def say(text: str) -> None:
    """Write to stderr, without what a terminal would obey: captions and names come from elsewhere."""
    print(harmless(text), file=sys.stderr)

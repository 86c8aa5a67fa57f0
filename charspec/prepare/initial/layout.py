"""The text of a first spec: in block style, one thing a line, with the reason beside what was guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal, TypeAlias

from charspec.prepare.importing import Found, Imported
from charspec.prepare.initial.character import Character, Guess
from charspec.prompting import Proposal
from charspec.settings import load_base
from charspec.source.scalar_text import scalar
from charspec.spec import STANDARD_VARIES

Form: TypeAlias = Literal["blanks", "list", "folder"]
"""`blanks`: pictures listed, those without a caption with empty attributes; `list`: without those; `folder`:
the folder to scan."""


@dataclass(frozen=True)
class Entry:
    """A picture, and the attributes its caption is composed of, if it is."""

    found: Found
    attributes: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Written:
    """All that a first spec says."""

    imported: Imported
    character: Character
    base: str
    entries: Sequence[Entry]
    tests: Sequence[Proposal] = ()

    @cached_property
    def shared_repeats(self) -> int | None:
        """The repeats that all pictures have."""
        every = {one.found.repeats for one in self.entries}
        return next(iter(every)) if len(every) == 1 else None

    @cached_property
    def says_nothing(self) -> bool:
        """Whether the spec need not say anything of a single picture."""
        return not any(
            one.attributes
            or (one.found.caption and not one.found.beside)
            or one.found.mask
            or (one.found.repeats and not self.shared_repeats)
            for one in self.entries
        )

    @cached_property
    def is_a_folder(self) -> bool:
        """Whether scanning one folder finds these pictures and no others."""
        root = self.imported.roots[0]
        below = [one.found.file for one in self.entries if PurePosixPath(one.found.file).is_relative_to(root)]
        whole = len(self.imported.roots) == 1 and self.imported.complete
        return self.says_nothing and whole and root != "." and len(below) == len(self.entries)


def write_spec(written: Written, form: Form) -> str:
    """The whole text, of which `form` says how pictures are given."""
    lines = [
        *_head(written),
        "",
        *_character(written.character),
        "",
        *(_pictures(written, form == "blanks") if form != "folder" else _folder(written)),
        "",
        *_tests(written.tests),
        *_train(written.shared_repeats),
    ]
    return "\n".join(lines) + "\n"


def _head(written: Written) -> Iterator[str]:
    character, base = written.character, load_base(written.base)
    yield f"# {_shown(character.trigger.value)}, as `charspec init` read {_source(written)}."
    if _guesses(character):
        yield "# What is marked as guessed is for you to check."
    yield "schema: charspec/1"
    yield _line("trigger", character.trigger)
    yield f"base: {written.base}  # {base.pick_when}"


def _source(written: Written) -> str:
    folders = ", ".join(
        "this folder" if root == "." else f"{_shown(root)}/" for root in written.imported.roots
    )
    number = len(written.entries)
    captions = len(written.imported.captions)
    layout = "" if written.imported.layout == "folder" else f" ({written.imported.layout})"
    pictures = "1 picture" if number == 1 else f"{number:,} pictures"
    return f"{folders}{layout}: {pictures}, {captions or 'no'} caption{'' if captions == 1 else 's'}"


def _character(character: Character) -> Iterator[str]:
    yield "identity:  # never changes; in every caption"
    yield _line("  is", character.kind)
    if character.traits:
        yield "  with:"
        yield from (_item(trait) for trait in character.traits)
    if character.policy == "signature":
        yield from ("outfit:", "  policy: signature  # the same in every picture", "  wears:")
        yield from (_item(garment) for garment in character.wears)
    elif character.policy == "variable":
        yield from ("outfit:", "  policy: variable  # guessed: the captions name different garments")
    if character.style:
        yield _line("style", character.style)


def _folder(written: Written) -> Iterator[str]:
    captioned = all(one.found.caption for one in written.entries)
    said = "each caption is the text beside it" if captioned else "captions are the texts beside them"
    yield f"images: {scalar(written.imported.roots[0] + '/')}  # {len(written.entries):,} pictures; {said}"


def _pictures(written: Written, blanks: bool) -> Iterator[str]:
    missing = [one for one in written.entries if not one.found.caption]
    if missing and blanks:
        yield "# Fill in what each picture shows, such as `angle: three-quarter`, `environment: in a forest`,"
        yield "# or have it drafted: charspec caption"
    elif missing:
        yield "# Pictures without a caption are yours to caption, or: charspec caption"
    yield "images:"
    variable = written.character.policy == "variable"
    for one in written.entries:
        yield from _picture(one, written.shared_repeats, blanks, variable)


def _picture(entry: Entry, shared: int | None, blanks: bool, variable: bool) -> Iterator[str]:
    found = entry.found
    yield f"  {scalar(found.file)}:"
    for name, value in (entry.attributes or {}).items():
        yield f"    {name}: {scalar(value)}"
    if found.caption and entry.attributes is None and not found.beside:
        yield f"    caption: {scalar(found.caption)}"
    if not found.caption and blanks:
        yield from (f"    {name}:" for name in (*STANDARD_VARIES, *(("outfit",) if variable else ())))
    if found.repeats and not shared:
        yield f"    repeats: {found.repeats}"
    if found.mask:
        yield f"    mask: {scalar(found.mask)}"


def _tests(tests: Sequence[Proposal]) -> Iterator[str]:
    if tests:
        yield "tests:  # one picture each per epoch"
        yield from (f"  {one.slot}: {scalar(one.text)}  # {_shown(one.reason)}" for one in tests)
        yield ""


def _train(repeats: int | None) -> Iterator[str]:
    if repeats:
        yield from ("train:", f"  repeats: {repeats}  # as in the folder it came from")
    else:
        yield "train: auto"


def _line(key: str, guess: Guess) -> str:
    return f"{key}: {scalar(guess.value)}{_reason(guess)}"


def _item(guess: Guess) -> str:
    return f"    - {scalar(guess.value)}{_reason(guess)}"


def _reason(guess: Guess) -> str:
    return f"  # {_shown(guess.reason)}" if guess.reason else ""


def _guesses(character: Character) -> bool:
    every = (character.trigger, character.kind, *character.traits, *character.wears)
    return any(one.reason and "guessed" in one.reason for one in every)


def _shown(text: str) -> str:
    """A text for a comment: on one line, without what a terminal or YAML would take amiss."""
    return "".join(char if char.isprintable() else "?" for char in text)

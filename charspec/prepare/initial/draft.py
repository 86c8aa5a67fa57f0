"""A set and its character → the text of a spec that trains on exactly the captions the set had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from charspec.captions import expand
from charspec.dataset import Item, load_dataset
from charspec.errors import CharspecError
from charspec.prepare.importing import Imported
from charspec.prepare.initial.character import Character
from charspec.prepare.initial.layout import Entry, Form, Written, write_spec
from charspec.prepare.initial.reading import read_back
from charspec.prompting import propose, showing
from charspec.source import parse
from charspec.spec import CharacterSpec, load_text

_HALF = 0.5
_MOST_BLANKS = 40
"""Pictures up to which blank attributes are written for a person to fill in; more make no readable file."""


@dataclass(frozen=True)
class Draft:
    """The text of a spec, and of how many pictures the caption stands where: `composed` of attributes,
    `beside` the picture, `written` in the spec, `missing`."""

    text: str
    composed: int
    beside: int
    written: int
    missing: int
    notes: tuple[str, ...] = ()


def draft_spec(imported: Imported, character: Character, base: str, folder: Path) -> Draft:
    """Write the spec of a set into a text, for `folder`, with test prompts that try what the set lacks.

    Raises CharspecError (exit 2) if there are more pictures than a spec can list.
    """
    spec = preliminary(character, base)
    entries = _entries(imported, spec)
    forced: frozenset[str] = frozenset()
    for _ in range(2):
        entries = [_in_the_spec(one) if one.found.file in forced else one for one in entries]
        written = Written(imported, character, base, entries)
        loaded = load_text(_fitting(written), folder)
        items = load_dataset(loaded).items
        wrong = _misread(items, loaded.require(), entries)
        if not wrong - forced:
            break
        forced |= wrong
    notes = [
        f"{one.found.file} has no caption in this layout, but charspec reads the one beside it"
        for one in entries
        if one.found.file in wrong and one.found.caption is None
    ]
    prompts = propose(loaded.require(), showing(items, loaded.require()))
    return _counted(_fitting(replace(written, tests=prompts)), entries, notes)


def preliminary(character: Character, base: str) -> CharacterSpec:
    """The top of the spec, without its pictures."""
    outfit: dict[str, object] | None = None
    if character.policy:
        worn = {"wears": [one.value for one in character.wears]} if character.policy == "signature" else {}
        outfit = {"policy": character.policy, **worn}
    return CharacterSpec.model_validate(
        {
            "schema": "charspec/1",
            "trigger": character.trigger.value,
            "base": base,
            "identity": {
                "is": character.kind.value,
                "with": [trait.value for trait in character.traits],
            },
            "outfit": outfit,
            "style": character.style.value if character.style else "any",
            "images": None,
        }
    )


def _entries(imported: Imported, spec: CharacterSpec) -> list[Entry]:
    """Each picture with what the spec says of it: attributes where most captions can be composed of them."""
    entries = []
    for one in imported.pictures:
        read = read_back(expand(one.caption, spec), spec) if one.caption else None
        entries.append(Entry(one, read))
    composed = sum(one.attributes is not None for one in entries)
    if composed < _HALF * len(imported.captions):
        entries = [replace(one, attributes=None) for one in entries]
    return entries


def _in_the_spec(entry: Entry) -> Entry:
    return Entry(replace(entry.found, beside=False), None) if entry.found.caption else entry


def _fitting(written: Written) -> str:
    """The fullest text that a spec may have."""
    few = len(written.entries) <= _MOST_BLANKS
    forms: Sequence[Form] = ("blanks", "list", "folder") if few else ("list", "folder")
    if written.says_nothing and all(one.found.caption for one in written.entries):
        forms = ("folder", *forms)
    for form in forms:
        if form == "folder" and not written.is_a_folder:
            continue
        text = write_spec(written, form)
        if not parse(text).problems:
            return text
    raise CharspecError(
        f"{len(written.entries):,} pictures with captions make more text than a spec may have",
        hint="A character needs 5 to 15 good pictures (guide, step 3): put those into a folder.",
    )


def _misread(items: Sequence[Item], spec: CharacterSpec, entries: Sequence[Entry]) -> frozenset[str]:
    """The pictures whose caption, read as for a training, is not the one they had."""
    captions = {item.file: item.caption for item in items}
    return frozenset(
        one.found.file
        for one in entries
        if captions.get(one.found.file) != (expand(one.found.caption, spec) if one.found.caption else "")
    )


def _counted(text: str, entries: Sequence[Entry], notes: Sequence[str]) -> Draft:
    captioned = [one for one in entries if one.found.caption]
    composed = sum(one.attributes is not None for one in captioned)
    beside = sum(one.attributes is None and one.found.beside for one in captioned)
    written = len(captioned) - composed - beside
    return Draft(text, composed, beside, written, len(entries) - len(captioned), tuple(notes))

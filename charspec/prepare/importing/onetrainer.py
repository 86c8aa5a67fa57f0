"""OneTrainer: `concepts.json`, which names folders, where their captions come from, and repeats."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from charspec.errors import CharspecError
from charspec.prepare.importing.found import Found, Imported
from charspec.prepare.importing.texts import Sidecars, one_line, read_text, usable
from charspec.prepare.importing.tree import Tree, absolute_path

NAME = "concepts.json"
_MAX_BYTES = 4 << 20
_FOREIGN = ("VALIDATION", "PRIOR_PREDICTION")


class _Text(BaseModel):
    model_config = ConfigDict(extra="ignore")
    prompt_source: Literal["sample", "concept", "filename"] = "sample"
    prompt_path: str = ""


class _Concept(BaseModel):
    """The part of a concept that says which pictures train with which captions how often."""

    model_config = ConfigDict(extra="ignore")
    name: str = ""
    path: str = ""
    enabled: bool = True
    type: str = "STANDARD"
    include_subdirectories: bool = False
    balancing: float = 1.0
    balancing_strategy: str = "REPEATS"
    text: _Text = _Text()


def sign(tree: Tree) -> str | None:
    """A concepts.json."""
    return next((name for name in sorted(tree.files) if PurePosixPath(name).name == NAME), None)


def read(tree: Tree) -> Imported:
    """The pictures of the concepts that are switched on and are no regularisation or validation.

    Raises CharspecError (exit 2) for a file that is not OneTrainer's, and for a concept whose folder is not
    here: its paths are those of the machine it was made on.
    """
    name = sign(tree)
    if name is None:
        raise CharspecError(
            f"no {NAME} here",
            where=str(tree.folder / tree.roots[0]),
            hint="Copy it beside the pictures, or leave --from away.",
        )
    notes: list[str] = []
    sidecars = Sidecars(tree)
    found: dict[str, Found] = {}
    for concept in _concepts(tree, name):
        if not concept.enabled or concept.type in _FOREIGN:
            why = "is switched off" if not concept.enabled else f"is of type {concept.type}"
            notes.append(f"the concept '{concept.name or concept.path}' {why}: left out")
            continue
        for one in _pictures(tree, concept, _folder(tree, name, concept), sidecars, notes):
            found.setdefault(one.file, one)
    if not found:
        raise CharspecError("none of its concepts has pictures here", where=str(tree.folder / name))
    if left := len(tree.pictures) - len(found):
        notes.append(f"{left} of the pictures belong to no concept that trains: left out")
    pictures = tuple(found[file] for file in tree.pictures if file in found)
    return Imported("onetrainer", tree.roots, pictures, notes=(*notes, *sidecars.notes()))


def _concepts(tree: Tree, name: str) -> list[_Concept]:
    try:
        rows: Any = json.loads(read_text(tree, name, _MAX_BYTES))
        if not isinstance(rows, list):
            raise ValueError("it is no list of concepts")
        return [_Concept.model_validate(row) for row in rows]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (ValueError, RecursionError) as error:
        what = str(error)
    raise CharspecError(f"not OneTrainer's concepts: {what}", where=str(tree.folder / name))


def _folder(tree: Tree, name: str, concept: _Concept) -> str:
    """The folder of a concept, relative to the spec: as written, or the one of that name beside the file."""
    written = concept.path.replace("\\", "/").rstrip("/")
    beside = PurePosixPath(name).parent
    below = os.path.relpath(absolute_path(Path(written)), absolute_path(tree.folder)) if written else ""
    own = PurePosixPath(written).name
    for candidate in (Path(below).as_posix(), str(beside / written), str(beside / own), str(beside)):
        plain = os.path.normpath(candidate)
        named = candidate != str(beside) or (tree.folder / beside).resolve().name == own
        if written and named and ".." not in Path(plain).parts and (tree.folder / plain).is_dir():
            return PurePosixPath(plain).as_posix()
    raise CharspecError(
        f"the folder of the concept '{concept.name}' is not here: {concept.path or 'it has no path'}",
        where=str(tree.folder / name),
        hint=f"Put the folder '{own or 'of its pictures'}' beside {NAME}, or mend the path.",
    )


def _pictures(
    tree: Tree, concept: _Concept, folder: str, sidecars: Sidecars, notes: list[str]
) -> Iterator[Found]:
    shared = _shared_prompt(tree, concept, folder, notes)
    repeats = _repeats(concept, notes)
    for file in tree.pictures:
        parent = PurePosixPath(file).parent
        inside = parent.is_relative_to(folder) if concept.include_subdirectories else str(parent) == folder
        if not inside:
            continue
        one = Found(file, repeats=repeats, mask=tree.masks.get(file))
        if concept.text.prompt_source == "sample":
            caption = sidecars.of(file)
            yield replace(one, caption=caption.text, beside=caption.beside) if caption else one
        elif concept.text.prompt_source == "filename":
            yield replace(one, caption=one_line(PurePosixPath(file).stem) or None)
        else:
            yield replace(one, caption=shared)


def _shared_prompt(tree: Tree, concept: _Concept, folder: str, notes: list[str]) -> str | None:
    """The one prompt of a concept that has a file of prompts; several, drawn by lot, have no place here."""
    if concept.text.prompt_source != "concept":
        return None
    own = PurePosixPath(concept.text.prompt_path.replace("\\", "/")).name
    places = [str(PurePosixPath(place) / own) for place in (folder, str(PurePosixPath(folder).parent))]
    name = next((place for place in places if place in tree.files), None)
    try:
        lines = [line.strip() for line in read_text(tree, name, _MAX_BYTES).split("\n")] if name else []
    except ValueError as error:
        notes.append(f"{name} cannot be read: {error}")
        lines = []
    prompts = [line for line in lines if line and usable(line)]
    if len(prompts) == 1:
        return prompts[0]
    what = f"{len(prompts)} prompts, one of which is drawn each time" if prompts else "no prompt that is here"
    notes.append(f"the concept '{concept.name}' has {what}: its pictures are left without a caption")
    return None


def _repeats(concept: _Concept, notes: list[str]) -> int | None:
    repeats = round(concept.balancing)
    if concept.balancing_strategy != "REPEATS":
        notes.append(f"the concept '{concept.name}' takes samples instead of repeats: left out")
        return None
    if repeats < 1 or repeats != concept.balancing:
        notes.append(f"the concept '{concept.name}' repeats {concept.balancing:g} times: written as 1")
        return 1 if repeats < 1 else repeats
    return repeats

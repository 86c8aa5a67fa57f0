"""What is missing or does not compare, said before anything is shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from charspec.compare.report.data import RunData
from charspec.compare.report.markup import Html, element, join
from charspec.compare.report.several import PageData
from charspec.sweeps import compares

LISTED = 3
"""Files that a note names before it counts the rest."""


def notes(page: PageData) -> Html:
    """A list, or nothing where all is there and comparable."""
    found = [*_between(page), *(note for run in page.runs for note in _of(run, page.name(run)))]
    if not found:
        return join(())
    items = (element("li", {"dir": "auto"}, *_with_commands(note)) for note in found)
    return element("aside", {"class": "notes", "aria-label": "What to know first"}, element("ul", {}, *items))


def _between(page: PageData) -> Iterator[str]:
    """What differs between runs that are compared, and what that means for the comparison."""
    locks = [run.lock for run in page.runs]
    bases = list(dict.fromkeys(lock.plan.train.base.name for lock in locks))
    names = list(dict.fromkeys(lock.plan.train.name for lock in locks))
    if len(names) > 1:
        yield f"These runs are of different characters: {', '.join(names)}."
    if len(bases) > 1:
        yield (
            f"These runs sit on different bases: {', '.join(bases)}. Their pictures can be judged by eye; "
            "their losses and scores do not compare."
        )
    elif not compares(locks):
        yield "These runs differ in base, pictures, captions, size or seed: their losses do not compare."
    prompts = [heading.column.title for heading in page.headings if len(heading.prompts) > 1]
    if prompts:
        yield f"The prompts differ at {', '.join(prompts)}: those pictures show different things."
    seeds = [heading.column.title for heading in page.headings if len(heading.seeds) > 1]
    if seeds:
        yield f"The seeds differ at {', '.join(seeds)}: those pictures begin from different noise."
    lone = [heading.column.title for heading in page.headings if None in heading.columns]
    if lone:
        yield f"Not every run has the prompt {', '.join(lone)}."


def _of(run: RunData, name: str) -> Iterator[str]:
    where = f"{name}: " if name else ""
    if not run.is_done and name:
        yield f"{where}not finished, epoch {run.epochs_done} of {run.lock.plan.train.epochs}."
    states = {
        state: [entry.item.file for entry in run.training if entry.state == state]
        for state in ("missing", "changed")
    }
    if states["missing"]:
        yield (
            f"{where}not found beside the run, or not readable: {_files(states['missing'])}. The captions "
            "are the lock's. Put the pictures back where the spec has them and write the page again."
        )
    if states["changed"]:
        yield (
            f"{where}changed since the training, so what is shown is not what was learned: "
            f"{_files(states['changed'])}."
        )
    gaps = Counter(cell.note for row in run.rows for cell in row.cells if not cell.picture)
    for note, number in gaps.items():
        what = "sample" if number == 1 else "samples"
        yield f"{where}{number} {what}: {note}. {_REMEDY.get(note, '')}".strip()
    if run.evidence.outdated:
        yield (
            f"{where}{run.evidence.outdated} scores are of pictures that were drawn again since; they are "
            "left out. `charspec compare` measures anew."
        )


_REMEDY = {
    "file missing": "The same `charspec train` command draws them again.",
    "drawn for another prompt": "The same `charspec train` command draws them anew.",
    "cannot be read": "Delete the file: the same `charspec train` command draws it again.",
}


def _with_commands(note: str) -> Iterator[str | Html]:
    """A note with its commands, which stand between backticks, set as code."""
    for place, part in enumerate(_COMMAND.split(note)):
        yield element("code", {}, part) if place % 2 else part


_COMMAND = re.compile(r"`(charspec [^`]+)`")


def _files(files: list[str]) -> str:
    shown = ", ".join(files[:LISTED])
    rest = len(files) - LISTED
    more = f" and {rest} more" if rest > 0 else ""
    return f"{shown}{more}"

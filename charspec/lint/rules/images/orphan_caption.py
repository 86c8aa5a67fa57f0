"""Every caption beside the pictures belongs to one.

A sidecar is found by its name: `front.txt` for `front.png`. One whose picture was renamed, or that is called
`front.png.txt`, trains nothing, and its picture trains without it. The rule names only what can hardly be
anything else: a few lines that say the trigger or a trait, or a file named as the pictures are (`07.txt`
among `05.png` and `06.png`). Notes, licences and READMEs are left alone, and so is the spec's own folder. A
row of `metadata.jsonl` or `metadata.csv` that names a picture which is not there is told as well.

## Fires
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/left.txt
Vendalixia, a young woman with silver hair and a red scarf, from the left
```

## Does not fire
```character.yaml
images:
  images/front.png: {angle: front}
```
```images/notes.txt
Vendalixia was drawn by Mira; ask her before printing.
```

## Fix
None: whether to rename it, to add its picture or to delete it is the author's choice.
"""

import pathlib
import re
from collections import defaultdict
from collections.abc import Iterator

from charspec.captions import contains_trigger
from charspec.dataset import Dataset, Location
from charspec.files import open_file
from charspec.lazy import pattern
from charspec.lint.finding import Hit, Severity
from charspec.lint.sets.grouped import listed
from charspec.lint.words.traits import said
from charspec.lint.words.triggers import PLACEHOLDER
from charspec.nearest import nearest
from charspec.source import Span
from charspec.spec import CharacterSpec, why_outside

CODE = "I106"
NAME = "orphan-caption"
SEVERITY: Severity = "warning"

_MAX_TEXT = 1 << 14
_MAX_LINES = 3
_MOST_PAIRS = 10_000
"""Names compared letter by letter, about 20 µs each."""
_MOST_WAITING = 1_000
_ABOUT_THE_SET = pattern(
    r"(?:read[-_ ]?me|licen[cs]e|copying|copyright|credits?|authors?|attribution|notes?|todo|change[-_ ]?log"
    r"|sources?|urls?|links?|about|info|prompts?|negative|tags?|trigger(?:s|words?)?|captions?|index|list"
    r"|files?|class(?:es)?|metadata|requirements|description|settings?|config|params?|log)(?:[-_. ]?\d*)$",
    re.IGNORECASE,
)


def check(dataset: Dataset, spec: CharacterSpec, folder: pathlib.Path) -> Iterator[Hit]:
    yield from _rows(dataset)
    if not dataset.orphan_captions:
        return
    names = _Names(dataset)
    for file in dataset.orphan_captions:
        text = _read(folder, file)
        if text and text.strip() and names.could_be_caption(file, text, spec):
            rename = names.rename(file)
            step = f"Rename it to {rename}" if rename else "Rename it to the name of its picture"
            yield Hit(
                ("images",),
                f"{file} is the caption of no picture",
                f"{step}, or delete it.",
                span=Span(1, 1, 1, len(text.splitlines()[0]) + 1),
                file=file,
            )


def _rows(dataset: Dataset) -> Iterator[Hit]:
    """Rows of metadata that name no picture: one hit for each file of them."""
    by_file: dict[str, list[tuple[str, Location]]] = defaultdict(list)
    for name, place in dataset.orphan_rows:
        by_file[place.file].append((name, place))
    for file, rows in by_file.items():
        names = [name for name, _ in rows]
        waiting = [item.file for item in dataset.items if item.caption_source == "none"]
        near = nearest(names[0], waiting, 0.7) if len(waiting) <= _MOST_WAITING else None
        many = f"{len(rows)} rows of {file} name pictures that are not there"
        one = f"a row of {file} names a picture that is not there"
        meant = f"'{pathlib.PurePosixPath(near).name}' may be meant. " if near else ""
        yield Hit(
            ("images",),
            f"{one if len(rows) == 1 else many}: {listed(names)}",
            f"{meant}Correct the name, add the picture, or delete the row.",
            span=rows[0][1].span,
            file=file,
        )


class _Names:
    """The names of a set's pictures, to compare those of texts with."""

    def __init__(self, dataset: Dataset) -> None:
        self._files = {item.file for item in dataset.items}
        self._stems = {_stem(item.file).casefold(): _stem(item.file) for item in dataset.items}
        self._shapes = {_shape(stem) for stem in self._stems.values() if any(map(str.isdigit, stem))}
        self._unlisted = {_stem(file) for file in dataset.orphan_pictures}
        self._waiting = [
            _stem(item.file) for item in dataset.items if item.caption_source in ("none", "template")
        ]
        if len(self._waiting) * len(dataset.orphan_captions) > _MOST_PAIRS:
            self._waiting = []

    def could_be_caption(self, file: str, text: str, spec: CharacterSpec) -> bool:
        """Whether a text can hardly be anything else: by its name, or by whom it is about."""
        stem = file.removesuffix(".txt")
        # The caption of a picture that is not listed goes with that picture (I105).
        if stem in self._unlisted or _ABOUT_THE_SET().match(pathlib.PurePosixPath(stem).name):
            return False
        alike = stem in self._files or stem.casefold() in self._stems or _shape(stem) in self._shapes
        return alike or _is_about(text, spec)

    def rename(self, file: str) -> str | None:
        """The name that would make it the caption of the picture that it seems to be meant for."""
        stem = file.removesuffix(".txt")
        if stem in self._files:
            return f"{_stem(stem)}.txt"
        if stem.casefold() in self._stems:
            return f"{self._stems[stem.casefold()]}.txt"
        folder, _, name = stem.rpartition("/")
        beside = [one.rpartition("/")[2] for one in self._waiting if one.rpartition("/")[0] == folder]
        near = nearest(name, beside, 0.7)
        return str(pathlib.PurePosixPath(folder, f"{near}.txt")) if near else None


def _stem(file: str) -> str:
    return str(pathlib.PurePosixPath(file).with_suffix(""))


def _shape(stem: str) -> str:
    """A name with its digits made one: `img_0412` and `img_7` are `img_0`."""
    return re.sub(r"\d+", "0", stem)


def _is_about(text: str, spec: CharacterSpec) -> bool:
    """Whether a text of a few lines says who it is about."""
    if len([line for line in text.splitlines() if line.strip()]) > _MAX_LINES:
        return False
    named = PLACEHOLDER in text or contains_trigger(text, spec.trigger)
    return named or any(said(text, trait) for trait in spec.identity.traits)


def _read(folder: pathlib.Path, file: str) -> str | None:
    if why_outside(folder, file):
        return None
    try:
        with open_file(folder / file) as stream:
            return stream.read(_MAX_TEXT).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None

"""Captions beside the pictures are UTF-8 text, each letter written one way.

A file in another encoding reaches the model as garbage: it is an error, and its picture has no caption until
it is saved again; so are control characters, which no text has. A byte order mark at the beginning is read
past here, but other trainers take it for a first, unknown letter. Letters put together of a base and a
combining accent (NFD, as macOS writes file names) look the same and are other tokens to the model: `é` must
be one character (NFC).

## Fires
```character.yaml
images:
  images/front.png:
```
```images/front.txt
not UTF-8
```

## Does not fire
```character.yaml
images:
  images/front.png:
```
```images/front.txt
Vendalixia, a young woman with silver hair and a red scarf, standing in a café
```

## Fix
Safe: a byte order mark is removed, and accents are joined with their letters. Another encoding is left to
the author: which one it is cannot be known for certain.
"""

import pathlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from charspec.dataset import Dataset, Item
from charspec.files import open_file
from charspec.lazy import pattern
from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.problems import hits_of
from charspec.source import Problem, Span
from charspec.spec import CharacterSpec

CODE = "C119"
NAME = "encoding"
SEVERITY: Severity = "error"

_CONTROL = pattern("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BOM = "\ufeff"


def check(
    dataset: Dataset,
    problems: Sequence[Problem],
    spec: CharacterSpec,
    folder: pathlib.Path,
    pending: Mapping[str, str],
) -> Iterator[Hit]:
    yield from hits_of(problems, CODE, "Save the file as UTF-8 text.")
    marked: set[str] = set()
    for item in dataset.items:
        if item.caption_source not in ("spec", "sidecar", "metadata"):
            continue
        yield from _control_character(item)
        yield from _split_letters(item, spec.trigger)
        file = item.caption_location.file
        if item.caption_source != "spec" and file not in marked and _has_mark(file, folder, pending):
            marked.add(file)
            path = ("images", item.file, "caption")
            yield Hit(
                path,
                f"{file} begins with a byte order mark",
                "Save it as UTF-8 without BOM: other trainers read the mark as a letter.",
                Fix("Remove the byte order mark", (Rewrite(path, _without_mark, "file"),)),
                severity="warning",
                span=Span(1, 1, 1, 1),
                file=file,
            )


def _control_character(item: Item) -> Iterator[Hit]:
    if found := _CONTROL().search(item.written):
        yield Hit(
            ("images", item.file, "caption"),
            f"the caption of {item.file} holds a control character (U+{ord(found[0]):04X})",
            "Delete it; is this a text file?",
        )


def _split_letters(item: Item, trigger: str) -> Iterator[Hit]:
    joined = unicodedata.normalize("NFC", item.written)
    # NFC also takes some letters apart, and swaps others that look alike: only what it joins is a slip.
    if len(joined) >= len(item.written):
        return
    path = ("images", item.file, "caption")
    word = next((word for word in item.written.split() if unicodedata.normalize("NFC", word) != word), None)
    mendable = unicodedata.normalize("NFC", trigger) == trigger
    yield Hit(
        path,
        f"the caption of {item.file} writes accents apart from their letters (NFD)",
        "Write it with letters that hold their accent (NFC)"
        + ("." if mendable else ", and the trigger too."),
        Fix("Join accents with their letters", (Rewrite(path, partial(unicodedata.normalize, "NFC")),))
        if mendable
        else None,
        severity="warning",
        word=word,
    )


def _without_mark(text: str) -> str:
    return text.removeprefix(_BOM)


def _has_mark(file: str, folder: pathlib.Path, pending: Mapping[str, str]) -> bool:
    if file in pending:
        return pending[file].startswith(_BOM)
    try:
        with open_file(folder / file) as stream:
            return stream.read(3) == _BOM.encode()
    except OSError:
        return False

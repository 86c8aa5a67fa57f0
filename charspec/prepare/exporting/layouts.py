"""Which file goes where: one function per layout, from the plan to names and texts. Nothing is opened."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, TypeAlias

from charspec.plan import ItemPlan, TrainPlan

Layout: TypeAlias = Literal["imagefolder", "kohya"]

_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_SPLIT = re.compile(
    r"(?:^|[-._ 0-9])(?:train|training|validation|valid|val|dev|test|testing|eval|evaluation)(?:[-._ 0-9]|$)",
    re.IGNORECASE,
)
"""Words in a file's name by which Hugging Face's `datasets` parts a folder into splits: of a set with one
`test-1.png` it would load that picture alone, or apart."""


@dataclass(frozen=True)
class Laid:
    """A set laid out: where each picture goes, and texts by their place. Places are POSIX, below the set."""

    pictures: tuple[tuple[ItemPlan, str], ...]
    texts: Mapping[str, str]


def lay_out(plan: TrainPlan, kind: str, layout: Layout) -> Laid:
    """The set of a plan in a layout; `kind` is the class phrase, such as `a young woman`."""
    return LAYOUTS[layout](plan, kind)


def is_copied(item: ItemPlan) -> bool:
    """Whether a picture trains as it is, so that its bytes are copied."""
    return item.crop is None and item.derived_sha256 is None


def _imagefolder(plan: TrainPlan, kind: str) -> Laid:
    """Hugging Face: pictures in one folder, captions in `metadata.jsonl`, columns `file_name` and `text`."""
    taken: set[str] = set()
    pictures = tuple((item, _name(item, taken, plain=True)) for item in plan.items)
    rows = [
        json.dumps({"file_name": name, "text": item.caption}, ensure_ascii=False) for item, name in pictures
    ]
    return Laid(pictures, {"metadata.jsonl": "".join(f"{row}\n" for row in rows)})


def _kohya(plan: TrainPlan, kind: str) -> Laid:
    """sd-scripts: a folder `REPEATS_TRIGGER CLASS` for each number of repeats, a .txt beside each picture."""
    words = _UNSAFE.sub("-", f"{plan.trigger} {_ARTICLE.sub('', kind, count=1)}").strip(" .")
    taken: set[str] = set()
    pictures = tuple((item, f"{item.repeats}_{words}/{_name(item, taken)}") for item in plan.items)
    texts = {
        PurePosixPath(place).with_suffix(".txt").as_posix(): f"{item.caption}\n" for item, place in pictures
    }
    return Laid(pictures, texts)


def _name(item: ItemPlan, taken: set[str], plain: bool = False) -> str:
    """A file name of its own for a picture, also without its ending and where case does not count. With
    `plain`, none that says to which split it belongs."""
    path = PurePosixPath(item.file)
    stem = _UNSAFE.sub("-", path.stem).strip(" .") or "picture"
    if plain and _SPLIT.search(stem):
        stem = "picture"
    chosen, number = stem, 1
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{stem}-{number}"
    taken.add(chosen.casefold())
    return chosen + (path.suffix if is_copied(item) else ".png")


LAYOUTS: Mapping[str, Callable[[TrainPlan, str], Laid]] = {"imagefolder": _imagefolder, "kohya": _kohya}

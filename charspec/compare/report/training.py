"""The pictures a character was learned from, as they lie beside the run now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from charspec.compare.folder import inside
from charspec.compare.report.links import Link
from charspec.compare.report.thumbnails import LIMIT, Picture, inline
from charspec.images import sha256
from charspec.plan import ItemPlan


@dataclass(frozen=True)
class TrainingPicture:
    """A picture of the set with the caption it was trained with."""

    item: ItemPlan
    picture: Picture | None
    state: Literal["same", "changed", "missing"]


def training_picture(item: ItemPlan, folder: Path, link: Link, limit: int = LIMIT) -> TrainingPicture:
    """The picture of an item, which is looked for in `folder`, where its spec lies."""
    path = inside(folder, item.file)
    picture = inline(path, link, limit) if path else None
    if path is None or picture is None:
        return TrainingPicture(item, None, "missing")
    stat = path.stat()
    same = _sha256(path, stat.st_mtime_ns, stat.st_size) == item.sha256
    return TrainingPicture(item, picture, "same" if same else "changed")


# A page that is served is written again at every change; the pictures of the set seldom are.
@lru_cache(maxsize=1024)
def _sha256(path: Path, modified_ns: int, size: int) -> str:
    return sha256(path)

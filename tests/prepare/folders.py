"""Folders of pictures as other programs lay them out, and what a spec of them trains on."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from PIL import Image

from charspec.dataset import load_dataset
from charspec.spec import load_spec

HEAD = "Vendalixia, a young woman with silver hair and a red scarf"
GUIDE = {
    "front": f"{HEAD}, front view, full-body, neutral, standing in a white studio, flat light",
    "back": f"{HEAD}, back view, full-body, walking down a snowy street, blue hour",
    "tavern": f"{HEAD}, close-up, laughing, in a crowded tavern, firelight",
    "camp": f"{HEAD}, three-quarter view, half-body, smiling, sitting by a campfire at night",
}
"""Captions that the template composes, byte for byte."""


@cache
def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (90, 120, 40)).save(file, "PNG")
    return file.getvalue()


def pictures(folder: Path, captions: Mapping[str, str | None], ending: str = ".txt") -> Path:
    """A picture per name, and beside it the caption if there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, caption in captions.items():
        (folder / f"{name}.png").write_bytes(picture())
        if caption is not None:
            (folder / f"{name}{ending}").write_bytes(caption.encode("utf-8"))
    return folder


def imagefolder(folder: Path, captions: Mapping[str, str], column: str = "text") -> Path:
    pictures(folder, dict.fromkeys(captions))
    rows = [
        json.dumps({"file_name": f"{name}.png", column: text}, ensure_ascii=False)
        for name, text in captions.items()
    ]
    (folder / "metadata.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    return folder


def concepts(folder: Path, *rows: Mapping[str, object]) -> Path:
    (folder / "concepts.json").write_text(json.dumps(rows), "utf-8")
    return folder


def trained_captions(spec: Path) -> dict[str, str]:
    """What a training reads, by the name of each picture without folder and ending."""
    return {item.path.stem: item.caption for item in load_dataset(load_spec(spec)).items}


def snapshot(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}

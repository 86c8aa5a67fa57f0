"""A training set as data: what it says, what it shows, and how it lies on disk."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from tests.planted.pictures import Art, Studio

Layout = Literal["labels", "captions", "sidecars", "jsonl", "csv"]


@dataclass(frozen=True)
class Shot:
    """One picture: `labels` are its attributes, `caption` its text where the layout keeps one, `more` what
    else the spec says of it, in YAML."""

    file: str
    art: Art
    labels: Mapping[str, str]
    caption: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class CharacterSet:
    """A spec, its pictures and its texts. `head` is the spec's text but for the pictures, in YAML.

    `extra` are further files, and files that stand instead of what the layout would write.
    """

    head: str
    shots: tuple[Shot, ...]
    layout: Layout = "labels"
    scanned: bool = False
    extra: Mapping[str, bytes] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def with_shot(self, index: int, **changes: object) -> "CharacterSet":
        shots = list(self.shots)
        shots[index] = replace(shots[index], **changes)  # type: ignore[arg-type]
        return replace(self, shots=tuple(shots))

    def captions(self) -> tuple[str, ...]:
        return tuple(shot.caption for shot in self.shots)

    def write(self, folder: Path, studio: Studio) -> Path:
        """Write the set; returns the path of its spec."""
        folder.mkdir(parents=True, exist_ok=True)
        for shot in self.shots:
            if shot.file not in self.without and shot.file not in self.extra:
                studio.put(shot.art, folder / shot.file)
        for name, text in {**self._texts(), **self.extra}.items():
            if name not in self.without:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text)
        spec = folder / "character.yaml"
        if "character.yaml" not in self.extra:
            spec.write_text(self.spec(), "utf-8")
        return spec

    def spec(self) -> str:
        return self.head.rstrip("\n") + "\n" + (self.images() if "images:" not in self.head else "")

    def images(self) -> str:
        if self.scanned:
            return "images: images/\n"
        lines = ["images:"]
        for shot in self.shots:
            lines.append(f"  {shot.file}:")
            values = {"labels": shot.labels, "captions": {"caption": shot.caption}}.get(self.layout, {})
            lines += [f"    {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
            lines += [f"    {line}" for line in shot.more]
        return "\n".join(lines) + "\n"

    def _texts(self) -> dict[str, bytes]:
        if self.layout == "sidecars":
            return {_beside(shot.file): f"{shot.caption}\n".encode() for shot in self.shots}
        names = [(Path(shot.file).name, shot.caption) for shot in self.shots]
        if self.layout == "jsonl":
            rows = (json.dumps({"file_name": name, "text": text}, ensure_ascii=False) for name, text in names)
            return {"images/metadata.jsonl": ("\n".join(rows) + "\n").encode()}
        if self.layout == "csv":
            file = io.StringIO()
            csv.writer(file).writerows([("file_name", "text"), *names])
            return {"images/metadata.csv": file.getvalue().encode()}
        return {}


def _beside(file: str) -> str:
    return str(Path(file).with_suffix(".txt"))

"""Releases for a catalog, without any training: a record, an empty LoRA, a drawn thumbnail."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from charspec.release.record import Released, ReleasedBase, ReleasedLora, write_record
from charspec.settings import load_base


def put(
    root: Path,
    folder: str,
    name: str,
    trigger: str | None = None,
    base: str = "tiny",
    tags: tuple[str, ...] = ("character",),
    description: str | None = "Courier of the Dusk Guild.",
    colour: tuple[int, int, int] = (200, 60, 40),
) -> Path:
    """Put a release on the shelf; returns its folder."""
    path = root / folder
    path.mkdir(parents=True)
    facts = load_base(base)
    record = Released(
        name=name,
        trigger=trigger or name,
        class_phrase="a young woman",
        description=description,
        tags=tags,
        license="CC-BY-4.0",
        base=ReleasedBase(
            name=base,
            architecture=facts.architecture,
            repository=facts.repository,
            revision=None,
            license=facts.license,
            commercial=facts.commercial,
        ),
        loras=(ReleasedLora(file="lora.safetensors", keys="diffusers"),),
        thumbnail="thumbnail.png",
        pictures=(),
        epoch=7,
        epochs=10,
        is_finished=True,
        trained_pictures=12,
        strength=0.2,
        reasons=(),
        scores={},
        run="a" * 64,
        parent=None,
        lock={},
        charspec="1",
        files={},
    )
    Image.new("RGB", (256, 256), colour).save(path / "thumbnail.png")
    (path / "lora.safetensors").write_bytes(b"")
    (path / "README.md").write_text("# card", encoding="utf-8")
    write_record(path, record)
    return path

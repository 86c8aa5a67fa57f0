"""The pictures of a release: those of the chosen epoch, those its own file drew, and the thumbnail."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from charspec.errors import CharspecError
from charspec.plan import SamplesPlan
from charspec.release.facts import Facts
from charspec.release.record import ReleasedPicture
from charspec.writing import write_atomically

THUMBNAIL = 256
"""Both sides in px."""


@dataclass(frozen=True)
class Drawn:
    """A prompt drawn by the released file: PNG bytes, and how `samples` says it was sampled."""

    kind: Literal["short", "detailed"]
    prompt: str
    seed: int
    png: bytes
    model: str
    samples: SamplesPlan


def write_pictures(facts: Facts, folder: Path, drawn: tuple[Drawn, ...]) -> tuple[ReleasedPicture, ...]:
    """Copy the samples and write what was drawn, below `images/`; their workflows are not written yet."""
    plan, deployed = facts.lock.plan.samples, facts.epoch.deployed
    found = []
    for sample in facts.samples:
        name = f"images/{sample.slot}.png"
        write_atomically(folder / name, _png(facts.run / sample.file))
        found.append(
            ReleasedPicture(
                file=name,
                kind="sample",
                slot=sample.slot,
                prompt=sample.prompt,
                seed=sample.seed,
                pinned=sample.slot in facts.release.pins,
                model=deployed.model if deployed else model_name(facts),
                steps=deployed.steps if deployed else plan.steps,
                guidance_scale=deployed.guidance_scale if deployed else plan.guidance_scale,
                width=plan.width,
                height=plan.height,
                workflow=None,
            )
        )
    for one in drawn:
        name = f"images/_{one.kind}.png"  # no slot of a spec can be named so
        write_atomically(folder / name, one.png)
        found.append(
            ReleasedPicture(
                file=name,
                kind=one.kind,
                slot=None,
                prompt=one.prompt,
                seed=one.seed,
                pinned=False,
                model=one.model,
                steps=one.samples.steps,
                guidance_scale=one.samples.guidance_scale,
                width=one.samples.width,
                height=one.samples.height,
                workflow=None,
            )
        )
    return tuple(found)


def model_name(facts: Facts) -> str:
    """What people know the base by: its repository, or its name where it has none."""
    return facts.base.repository or facts.base.name


def write_thumbnail(facts: Facts, path: Path) -> None:
    """The middle square of the picture that stands for the character, 256 × 256 px."""
    from PIL import Image, ImageOps

    source = facts.run / facts.thumbnail.file
    with Image.open(io.BytesIO(_png(source))) as opened:
        small = ImageOps.fit(opened.convert("RGB"), (THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    small.save(stream, "PNG", optimize=True)
    write_atomically(path, stream.getvalue())


def _png(path: Path) -> bytes:
    """The bytes of a picture that can be decoded to its end."""
    from PIL import Image

    data = path.read_bytes()
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise CharspecError(
            f"this picture cannot be read: {error}",
            str(path),
            "Delete it and run `charspec train` again: it draws what is missing.",
            1,
        ) from error
    return data

"""Everything of a release put together in one folder."""

from __future__ import annotations

import json
from pathlib import Path

from charspec import __version__
from charspec.plan import lock_text
from charspec.release.card import card
from charspec.release.comfyui import Shot, workflow
from charspec.release.facts import LOCK, Facts
from charspec.release.folder import file_hashes
from charspec.release.loras import COMFYUI, comfyui_lora
from charspec.release.pictures import Drawn, write_pictures, write_thumbnail
from charspec.release.record import Released, ReleasedBase, ReleasedLora, ReleasedPicture, write_record
from charspec.writing import write_atomically

THUMBNAIL = "thumbnail.png"


def pack(
    facts: Facts, folder: Path, strength: float, loras: tuple[ReleasedLora, ...], drawn: tuple[Drawn, ...]
) -> Released:
    """Fill a folder that `write_loras` wrote its files to; returns its release.json, written last."""
    pictures = tuple(
        _with_workflow(facts, folder, picture) for picture in write_pictures(facts, folder, drawn)
    )
    write_thumbnail(facts, folder / THUMBNAIL)
    write_atomically(folder / LOCK, lock_text(facts.lock).encode())
    record = _record(facts, strength, loras, pictures)
    write_atomically(folder / "README.md", card(facts, record).encode())
    record = record.model_copy(update={"files": file_hashes(folder)})
    write_record(folder, record)
    return record


def _record(
    facts: Facts, strength: float, loras: tuple[ReleasedLora, ...], pictures: tuple[ReleasedPicture, ...]
) -> Released:
    train, release, base = facts.lock.plan.train, facts.release, facts.base
    return Released(
        name=train.name,
        trigger=train.trigger,
        class_phrase=facts.class_phrase,
        description=release.description,
        tags=release.tags,
        license=release.license,
        base=ReleasedBase(
            name=base.name,
            architecture=base.architecture,
            repository=base.repository,
            revision=train.base.revision,
            license=base.license,
            commercial=base.commercial,
        ),
        loras=loras,
        thumbnail=THUMBNAIL,
        pictures=pictures,
        epoch=facts.choice.epoch,
        epochs=train.epochs,
        is_finished=facts.is_finished,
        trained_pictures=len(train.items),
        strength=strength,
        reasons=facts.choice.reasons,
        scores=facts.choice.scores,
        run=facts.lock.hashes.run,
        parent=facts.parent,
        lock=facts.lock.hashes.model_dump(),
        charspec=__version__,
        files={},
    )


def _with_workflow(facts: Facts, folder: Path, picture: ReleasedPicture) -> ReleasedPicture:
    """The picture with its workflow written, in both forms; itself where ComfyUI does not run the base."""
    files = facts.base.comfyui
    if files is None:
        return picture
    is_deployed = facts.base.deploy is not None and picture.model == facts.base.deploy.repository
    name = Path(picture.file).stem
    shot = Shot(
        prompt=picture.prompt,
        seed=picture.seed,
        width=picture.width,
        height=picture.height,
        steps=picture.steps,
        guidance_scale=picture.guidance_scale,
        embedded=facts.base.trained_guidance is not None,
        model=(is_deployed and files.deploy_model) or files.model,
        files=files,
        lora=comfyui_lora(facts),
        name=f"{facts.slug}-{name.strip('_')}",
    )
    graph = workflow(facts.base.architecture, shot)
    if graph is None:
        return picture
    for form, content in ((".json", graph.ui()), (".api.json", graph.api())):
        text = json.dumps(content, ensure_ascii=False, indent=1)
        write_atomically(folder / COMFYUI / f"{name}{form}", (text + "\n").encode())
    return picture.model_copy(update={"workflow": f"{COMFYUI}/{name}.json"})

"""The distilled model that a base's LoRA is usually run on: is it here, and which epochs are not drawn on it
yet? Asked without torch, from folders and records alone."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from charspec.hub import commit_of, file_hashes, missing_files, snapshot
from charspec.plan import BasePlan, Lock, SamplesPlan, canonical_json
from charspec.records import Deployed, Epoch, read_epochs
from charspec.settings import Deploy
from charspec.settings.deployment import Deployment
from charspec.train.folder import is_complete


class Distilled(NamedTuple):
    """Its weights on this machine. `identity`: their commit on the hub or, of another folder, the sha256 of
    its transformer."""

    folder: Path
    identity: str


def find_distilled(deployment: Deployment) -> Distilled | None:
    """The folder that was named, else what the hub library has in its cache; None if that is not whole.

    Nothing is fetched. A folder of the user's own is read once, to know its weights wherever they lie.
    """
    repository = deployment.model.repository
    if deployment.path is None:
        kept = snapshot(repository)
        return Distilled(kept.folder, kept.commit) if kept and not missing_files(kept.folder) else None
    commit = commit_of(deployment.path, repository)
    if commit is None:
        hashes = file_hashes(deployment.path / "transformer")
        commit = hashlib.sha256(canonical_json(hashes).encode()).hexdigest()
    return Distilled(deployment.path, commit)


def is_here(deployment: Deployment) -> bool:
    """Whether `find_distilled` would find it, without reading it."""
    kept = snapshot(deployment.model.repository)
    return deployment.path is not None or (kept is not None and not missing_files(kept.folder))


def how_to_get(deployment: Deployment) -> str:
    """What to do for pictures on a distilled model that is not here."""
    repository = deployment.model.repository
    return f"`hf download {repository}` or base.deploy_path=FOLDER, and the same command again"


def undrawn(run: Path, lock: Lock, deployment: Deployment, weights: str) -> list[Epoch]:
    """The epochs of a plan that are trained, and whose prompts are not drawn on the distilled model with
    these weights and settings."""
    epochs = (epoch for epoch in read_epochs(run) if epoch.epoch <= lock.plan.train.epochs)
    return [
        epoch
        for epoch in epochs
        if is_complete(run, epoch, lock.hashes.samples) and not _is_drawn(run, epoch, deployment, weights)
    ]


def _is_drawn(run: Path, epoch: Epoch, deployment: Deployment, weights: str) -> bool:
    drawn, model = epoch.deployed, deployment.model
    return (
        drawn is not None
        and (drawn.model, drawn.weights) == (model.repository, weights)
        and (drawn.steps, drawn.guidance_scale) == (model.sample_steps, model.guidance_scale)
        and drawn.samples_hash == epoch.samples_hash
        and all((run / sample.file).is_file() for sample in drawn.samples)
    )


def deployed(deployment: Deployment, weights: str, epoch: Epoch) -> Deployed:
    """The record of an epoch's prompts on the distilled model, whose files lie below the epoch's own."""
    folder, model = f"epochs/{epoch.epoch:02d}/deploy", deployment.model
    return Deployed(
        model=model.repository,
        weights=weights,
        steps=model.sample_steps,
        guidance_scale=model.guidance_scale,
        samples=tuple(
            sample.model_copy(update={"file": f"{folder}/{sample.slot}.png"}) for sample in epoch.samples
        ),
        samples_hash=epoch.samples_hash,
    )


def on_distilled(base: BasePlan, deploy: Deploy) -> BasePlan:
    """The base with the weights of its distilled model, which are not those of any plan."""
    unlocked: dict[str, object] = {"revision": None, "files": {}, "training_adapter": None}
    return base.model_copy(update={"repository": deploy.repository, **unlocked})


def sampled_as(samples: SamplesPlan, deploy: Deploy) -> SamplesPlan:
    """The same prompts and noise in the steps and guidance of the distilled model."""
    settings = {"steps": deploy.sample_steps, "guidance_scale": deploy.guidance_scale}
    return samples.model_copy(update=settings)

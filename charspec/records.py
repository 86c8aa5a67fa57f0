"""The records of a run's folder, each a document with a JSON Schema: written by `train`, read by `compare`
and what follows.

runs/vendalixia/<run hash, 12>/
    character.lock.json  env.json  log.txt  lint.json
    epochs.jsonl  scores.jsonl  report.html
    release.yaml  retrain.json                    what was chosen, and what was changed after it
    epochs/00/baseline.png …                      the base without LoRA
    epochs/01/vendalixia-e01.safetensors
    epochs/01/baseline.png … _control.png
    epochs/01/deploy/baseline.png …               on the distilled model of the base
    state/                                        resume point
    DONE.json                                     written when all epochs are there
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from charspec.documents import read_document, read_lines
from charspec.errors import CharspecError
from charspec.plan import SHA256, Model

CONTROL = "_control"
"""The slot of the class prompt without trigger; no prompt of a spec can have this name."""


class Weights(Model):
    file: str = Field(description="relative to the run's folder")
    sha256: str = Field(pattern=SHA256)


class Sample(Model):
    slot: str
    prompt: str
    seed: int
    file: str = Field(description="relative to the run's folder")


class Deployed(Model):
    """An epoch's prompts on the distilled model that its LoRA is usually run on, in that one's few steps."""

    model: str = Field(description="the model's repository on the hub, wherever its weights came from")
    weights: str = Field(
        pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})$",
        description="its commit on the hub; of any other folder, the sha256 of its transformer",
    )
    steps: int = Field(ge=1)
    guidance_scale: float = Field(ge=0)
    samples: tuple[Sample, ...]
    samples_hash: str = Field(pattern=SHA256, description="hash of the lock's samples part that drew them")


class Epoch(Model):
    """One line of epochs.jsonl. Epoch 0 is the base without LoRA: no weights, no loss."""

    epoch: int = Field(ge=0)
    step: int = Field(ge=0, description="optimizer steps done")
    loss: float | None = Field(description="mean training loss of this epoch")
    grid_loss: float | None = Field(
        description="loss on the same items, σ and noise every epoch: comparable between epochs"
    )
    weights: Weights | None
    text_weights: Weights | None = Field(
        None, description="the text encoder's LoRA, if that was trained too; clients load `weights` alone"
    )
    samples: tuple[Sample, ...]
    samples_hash: str = Field(pattern=SHA256, description="hash of the lock's samples part that drew them")
    deployed: Deployed | None = Field(
        None, description="the same prompts on the distilled model, drawn after the last epoch if it is there"
    )


class Environment(Model):
    """env.json: what the bytes of a run may depend on besides the lock. Fields with a default are not in the
    files of the first versions."""

    charspec: str
    python: str
    platform: str
    cpu: str
    instructions: str | None = Field(None, description="widest vector instructions: avx512, avx2, baseline")
    gpu: str | None
    driver: str | None = Field(None, description="version of the GPU's driver")
    cuda: str | None = Field(
        None, description="CUDA (or ROCm) that torch was built for; null for a CPU build"
    )
    packages: dict[str, str] = Field(description="versions of the packages that make the numbers")
    threads: int
    deterministic: bool
    variables: dict[str, str] = Field({}, description="environment variables that choose kernels, if set")
    switches: dict[str, str] = Field({}, description="torch's own switches while it trained")


class Done(Model):
    """DONE.json: this plan is trained and sampled to its end."""

    status: Literal["done"] = "done"
    train_hash: str = Field(pattern=SHA256)
    samples_hash: str = Field(pattern=SHA256)
    epochs: int
    steps: int
    weights: Weights


def read_epochs(run: Path) -> list[Epoch]:
    """The epochs of a run in order, none before its first; a line written again replaces the earlier one.

    Lines come twice when a run was resumed or its prompts were drawn again.
    """
    path = run / "epochs.jsonl"
    lines = read_lines(path, "epoch") if path.exists() else ()
    try:
        found = {epoch.epoch: epoch for epoch in map(Epoch.model_validate, lines)}
    except CharspecError as error:
        error.hint = (
            f"Delete {path} and train again: the epochs are drawn anew from their weights, which stay; only "
            "their losses are lost."
        )
        raise
    return [found[number] for number in sorted(found)]


def read_environment(run: Path) -> Environment:
    """What a run was trained with; CharspecError if it has no env.json."""
    return Environment.model_validate(read_document(run / "env.json", "environment"))


def read_done(run: Path) -> Done | None:
    """How a run ended, or None if it has not."""
    path = run / "DONE.json"
    return Done.model_validate(read_document(path, "done")) if path.exists() else None

"""The epochs of a run as they will be used: their prompts drawn on the distilled model, in its few steps.

Comes after the training, when its own transformer is freed, so that one alone lies in memory. No weight is
touched, and DONE.json neither waits for these pictures nor knows of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch

from charspec.families import Condition, Family, load_family
from charspec.families.loading import hardware_of
from charspec.plan import Lock
from charspec.records import Deployed, Epoch
from charspec.settings.deployment import Deployment
from charspec.settings.execution import HardwareExecution
from charspec.train import lora
from charspec.train.adapter import without_lora
from charspec.train.cache import encode_prompts, release_memory
from charspec.train.distilled import Distilled, deployed, on_distilled, sampled_as
from charspec.train.env import make_deterministic
from charspec.train.folder import log, record
from charspec.train.holding import exclusive
from charspec.train.interrupts import catch_interrupts
from charspec.train.memory import gpu_memory, out_of_memory
from charspec.train.sample import draw_pictures, png_bytes, slots
from charspec.train.tensors import load_tensors, to_device
from charspec.train.text_lora import load_text
from charspec.writing import sweep, write_atomically

CPU = torch.device("cpu")


def draw_deployed(
    lock: Lock,
    run: Path,
    deployment: Deployment,
    distilled: Distilled,
    epochs: Sequence[Epoch],
    execution: HardwareExecution | None = None,
) -> Iterator[Epoch]:
    """Draw these epochs of a run, `charspec.train.distilled.undrawn`, and give each when it is recorded.

    Its pictures are on the disk then: a call after a kill draws the others. Raises CharspecError, and
    `StoppedError` on Ctrl-C or SIGTERM.
    """
    with catch_interrupts() as interrupts, exclusive(run):
        sweep(run)
        try:
            for epoch, drawn in _drawn(lock, run, deployment, distilled, epochs, execution):
                done = epoch.model_copy(update={"deployed": drawn})
                record(run, done)
                log(run, f"epoch {epoch.epoch} drawn on {deployment.name}")
                yield done
                interrupts.check()
        except torch.OutOfMemoryError as error:
            raise out_of_memory(lock.plan, execution, torch.device("cuda"), gpu_memory()) from error


def _drawn(
    lock: Lock,
    run: Path,
    deployment: Deployment,
    distilled: Distilled,
    epochs: Sequence[Epoch],
    execution: HardwareExecution | None,
) -> Iterator[tuple[Epoch, Deployed]]:
    """Each epoch when its pictures are on the disk."""
    plan = lock.plan.train
    where = make_deterministic(plan.threads)
    family = load_family(
        on_distilled(plan.base, deployment.model), hardware_of(plan, execution, where), distilled.folder
    )
    samples = sampled_as(lock.plan.samples, deployment.model)
    conditions = _encode(lock, run, family, epochs, where)
    transformer = family.load("transformer")
    targets = family.lora_targets(transformer)
    parameters = lora.attach(transformer, targets, plan.lora.rank, plan.lora.alpha, where)
    vae = family.load("image")
    release_memory()
    prompts = list(slots(samples).values())

    def draw(number: int) -> list[bytes]:
        found = draw_pictures(family, transformer, vae, prompts, conditions[number], samples, where)
        return [png_bytes(picture) for picture in found]

    for epoch in epochs:
        if epoch.weights is None:
            with without_lora(transformer):
                pictures = draw(epoch.epoch)
        else:
            path = run / epoch.weights.file
            lora.put(parameters, load_tensors(path), str(path))
            pictures = draw(epoch.epoch)
        drawn = deployed(deployment, distilled.identity, epoch)
        files = {sample.slot: run / sample.file for sample in drawn.samples}
        for slot, picture in zip(slots(samples), pictures, strict=True):
            write_atomically(files[slot], picture)
        yield epoch, drawn


@torch.no_grad()
def _encode(
    lock: Lock, run: Path, family: Family, epochs: Sequence[Epoch], where: torch.device
) -> Mapping[int, Mapping[str, Condition]]:
    """The prompts as each epoch reads them: alike, unless the text encoder learned too."""
    texts = list(dict.fromkeys([*(slot.prompt for slot in slots(lock.plan.samples).values()), ""]))
    plain = encode_prompts(family, texts) if any(epoch.text_weights is None for epoch in epochs) else {}
    found: dict[int, Mapping[str, Condition]] = {}
    for epoch in epochs:
        if epoch.text_weights is None:
            found[epoch.epoch] = plain
            continue
        rank, alpha = lock.plan.train.lora.rank, lock.plan.train.lora.alpha
        text = load_text(family, run / epoch.text_weights.file, rank, alpha, where)
        found[epoch.epoch] = {
            prompt: to_device(family.encode_prompt(text, [prompt])[0], CPU) for prompt in texts
        }
        del text
        release_memory()
    return found

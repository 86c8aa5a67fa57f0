"""The end of an epoch: its weights on the disk, its pictures drawn, its line written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

import torch

from charspec.families import Condition
from charspec.plan import Lock, SamplesPlan
from charspec.records import Epoch, Sample, Weights
from charspec.train import lora
from charspec.train.adapter import without_adapter, without_lora
from charspec.train.cache import keep, release_memory
from charspec.train.folder import record
from charspec.train.loop import grid_loss
from charspec.train.sample import draw_pictures, drawn_by, png_bytes, slots
from charspec.train.tensors import load_tensors
from charspec.train.training import Training
from charspec.writing import write_atomically

Written = Mapping[lora.Component, Weights]
"""The files of an epoch: the transformer's LoRA, and the text encoder's if that learns too."""


@contextlib.contextmanager
def weights_of(training: Training, lock: Lock, epoch: int, steps: int) -> Iterator[Written]:
    """The models as they were after `epoch`: without LoRA for 0, as they are now, or with the epoch's files
    put in for a while."""
    if epoch == 0:
        with _without_lora(training):
            yield {}
    elif training.progress.step == epoch * steps:
        step = training.progress.step
        yield {
            component: lora.save(training.run, lock, epoch, step, parameters, component)
            for component, parameters in training.matrices.items()
        }
    else:
        with _put(training, epoch):
            yield {
                component: lora.weights_of(training.run, lora.file_name(training.plan, epoch, component))
                for component in training.matrices
            }


@contextlib.contextmanager
def _without_lora(training: Training) -> Iterator[None]:
    with without_lora(training.transformer), contextlib.ExitStack() as others:
        if training.text:
            others.enter_context(without_lora(training.text.model))
        yield


@contextlib.contextmanager
def _put(training: Training, epoch: int) -> Iterator[None]:
    now = {
        component: {name: value.detach().clone() for name, value in parameters.items()}
        for component, parameters in training.matrices.items()
    }
    try:
        for component, parameters in training.matrices.items():
            path = training.run / lora.file_name(training.plan, epoch, component)
            lora.put(parameters, load_tensors(path), str(path))
        yield
    finally:
        for component, parameters in training.matrices.items():
            lora.put(parameters, now[component], str(training.run))


@torch.no_grad()
def _conditions(training: Training, prompts: list[str]) -> Mapping[str, Condition]:
    """The prompts by the text encoder as it is now; one at a time, as the cached ones are."""
    if training.text is None:
        return training.conditions
    return {prompt: training.encode([prompt])[0] for prompt in dict.fromkeys(prompts)}


def _draw(training: Training, samples: SamplesPlan) -> dict[str, bytes]:
    """The PNG of each slot, drawn by the models as they are now."""
    prompts = slots(samples)
    vae = training.family.load("image")
    with without_adapter(training.transformer):
        pictures = draw_pictures(
            training.family,
            training.transformer,
            vae,
            list(prompts.values()),
            _conditions(training, [*(prompt.prompt for prompt in prompts.values()), ""]),
            samples,
            training.device,
        )
    del vae
    release_memory()
    return {slot: png_bytes(picture) for slot, picture in zip(prompts, pictures, strict=True)}


def _draw_base(training: Training, samples: SamplesPlan) -> dict[str, bytes]:
    """`_draw` without LoRA. Every run on this base draws these prompts alike, so they are kept in the cache:
    a sweep draws them once, and another run begins to train without loading the VAE."""

    def make() -> Condition:
        drawn = _draw(training, samples)
        return {slot: torch.frombuffer(bytearray(data), dtype=torch.uint8) for slot, data in drawn.items()}

    key = [samples.model_dump(mode="json"), drawn_by(training.plan)]
    kept = keep(training.family, "pictures", key, make)
    return {slot: kept[slot].numpy().tobytes() for slot in slots(samples)}


def finish(
    training: Training, lock: Lock, epoch: int, steps: int, written: Written, known: Epoch | None
) -> Epoch:
    """Draw the epoch's pictures and write its line."""
    samples, folder = lock.plan.samples, f"epochs/{epoch:02d}"
    drawn = _draw(training, samples) if epoch else _draw_base(training, samples)
    shown = []
    for slot, prompt in slots(samples).items():
        file = f"{folder}/{slot}.png"
        write_atomically(training.run / file, drawn[slot])
        shown.append(Sample(slot=slot, prompt=prompt.prompt, seed=prompt.seed, file=file))
    live = training.progress.step == epoch * steps
    loss = training.progress.loss if live and epoch else known.loss if known else None
    done = Epoch(
        epoch=epoch,
        step=epoch * steps,
        loss=loss,
        grid_loss=grid_loss(training),
        weights=written.get("transformer"),
        text_weights=written.get("text_encoder"),
        samples=tuple(shown),
        samples_hash=lock.hashes.samples,
    )
    record(training.run, done)
    return done

"""A run from its plan to DONE.json, or from wherever it stood. Calling it again is how a run is resumed and
prolonged.

Whatever is on the disk is whole, and every piece is made by pure functions of the plan: so after a kill the
rest is made as if nothing had happened, byte for byte.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import torch

from charspec.errors import CharspecError
from charspec.families import Family, load_family
from charspec.families.loading import hardware_of
from charspec.plan import Lock
from charspec.records import Done, Environment, Epoch, Sample, Weights, read_environment, read_epochs
from charspec.settings.execution import HardwareExecution
from charspec.train import lora
from charspec.train.cache import encode_pictures, encode_prompts, release_memory
from charspec.train.checkpoint import Progress, load_state
from charspec.train.env import describe, differences, make_deterministic
from charspec.train.events import EpochDone, Event, Note
from charspec.train.files import write_atomically
from charspec.train.folder import DONE, begin, exclusive, is_complete, is_done, log, record, write_document
from charspec.train.interrupts import Interrupts, catch_interrupts
from charspec.train.loop import Training, grid_loss, make_optimizer, train_epoch
from charspec.train.pictures import check_pictures
from charspec.train.sample import draw_pictures, png_bytes, slots
from charspec.train.tensors import load_tensors

CHECKPOINT_SECONDS = 30.0


def train(
    lock: Lock,
    spec_folder: Path,
    run: Path,
    base_path: Path | None = None,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
    execution: HardwareExecution | None = None,
) -> Iterator[Event]:
    """Train and sample what the plan says and `run` does not hold yet, reporting as it goes.

    `spec_folder` is where the plan's pictures are relative to; `base_path` a folder with the base's weights
    instead of its own; `execution` says what lies where, which changes no byte. Raises CharspecError, and
    `StoppedError` on Ctrl-C or SIGTERM; both leave a run that the same call goes on with.
    """
    check_pictures(spec_folder, lock.plan.train.items)
    with catch_interrupts() as interrupts, exclusive(run):
        if is_done(run, lock):
            yield Note("this plan is trained already")
            return
        try:
            yield from _train(lock, spec_folder, run, base_path, checkpoint_seconds, execution, interrupts)
        except torch.OutOfMemoryError as error:
            raise CharspecError(
                "the memory of the GPU is too small for this training",
                hint="Lower train.resolution or train.batch_size, or take a smaller base.",
                exit_code=1,
            ) from error
        except CharspecError as error:
            with contextlib.suppress(OSError):
                log(run, f"stopped: {error}")
            raise


def _train(
    lock: Lock,
    spec_folder: Path,
    run: Path,
    base_path: Path | None,
    checkpoint_seconds: float,
    execution: HardwareExecution | None,
    interrupts: Interrupts,
) -> Iterator[Event]:
    plan = lock.plan.train
    if plan.text_encoder is not None:
        raise CharspecError(
            "charspec cannot train the text encoder yet", hint="Leave train.text_encoder off.", exit_code=1
        )
    where = make_deterministic(plan.threads)
    hardware = hardware_of(plan, execution, where)
    family = load_family(plan.base, hardware, base_path)
    begin(run, lock)
    for change in _note_environment(run, describe(plan.threads, where)):
        log(run, f"another environment than the run began in: {change}")
        yield Note(
            f"this run began in another environment ({change}): its bytes may differ from a straight run's"
        )
    training = _prepare(lock, family, spec_folder, run, where, checkpoint_seconds)
    steps = len(training.batches(1))
    log(run, f"{plan.name}: from step {training.progress.step} to {plan.epochs * steps}")
    if training.progress.step:
        yield Note(f"going on from step {training.progress.step}")
    known = {epoch.epoch: epoch for epoch in read_epochs(run)}
    for epoch in range(plan.epochs + 1):
        interrupts.check()
        yield from train_epoch(training, epoch, interrupts) if epoch else ()
        if epoch in known and is_complete(run, known[epoch], lock.hashes.samples):
            continue
        with _weights_of(training, lock, epoch, steps) as weights:
            done = _finish(training, lock, epoch, steps, weights, known.get(epoch))
        log(run, f"epoch {epoch} of {plan.epochs}: loss {done.loss}, fixed loss {done.grid_loss}")
        yield EpochDone(done, plan.epochs)
    last = read_epochs(run)[plan.epochs].weights
    assert last is not None, "every epoch but 0 has weights"
    write_document(
        run / DONE,
        Done(
            train_hash=lock.hashes.train,
            samples_hash=lock.hashes.samples,
            epochs=plan.epochs,
            steps=plan.epochs * steps,
            weights=last,
        ),
    )
    log(run, "done")


def _note_environment(run: Path, now: Environment) -> list[str]:
    """Write env.json if the run begins now, else say what differs from the one it began in."""
    path = run / "env.json"
    if not path.exists():
        write_document(path, now)
        return []
    return differences(read_environment(run), now)


def _prepare(
    lock: Lock,
    family: Family,
    spec_folder: Path,
    run: Path,
    where: torch.device,
    checkpoint_seconds: float,
) -> Training:
    """Encode what is not in the cache, then load the transformer with its LoRA, and put the run's state into
    both."""
    plan = lock.plan.train
    latents = encode_pictures(family, spec_folder, plan.items, plan.flip)
    texts = [item.caption for item in plan.items]
    texts += [slot.prompt for slot in slots(lock.plan.samples).values()]
    conditions = encode_prompts(family, [*texts, ""])
    transformer = family.load("transformer")
    parameters = lora.attach(
        transformer, family.lora_targets(transformer), plan.lora.rank, plan.lora.alpha, where
    )
    lora.initialise(parameters, plan.seed, plan.lora.rank)
    optimizer = make_optimizer(plan.optimizer, parameters)
    progress = load_state(run, lock.hashes.run, parameters, optimizer) or Progress()
    return Training(
        plan=plan,
        family=family,
        transformer=transformer,
        parameters=parameters,
        optimizer=optimizer,
        latents=latents,
        conditions=conditions,
        device=where,
        run=run,
        run_hash=lock.hashes.run,
        checkpoint_seconds=checkpoint_seconds,
        progress=progress,
    )


@contextlib.contextmanager
def _weights_of(training: Training, lock: Lock, epoch: int, steps: int) -> Iterator[Weights | None]:
    """The transformer as it was after `epoch`: without LoRA for 0, as it is now, or with the epoch's file put
    in for a while."""
    if epoch == 0:
        training.transformer.disable_adapters()
        try:
            yield None
        finally:
            training.transformer.enable_adapters()
    elif training.progress.step == epoch * steps:
        yield lora.save(training.run, lock, epoch, training.progress.step, training.parameters)
    else:
        now = {name: value.detach().clone() for name, value in training.parameters.items()}
        file = lora.file_name(training.plan, epoch)
        path = training.run / file
        lora.put(training.parameters, load_tensors(path), str(path))
        try:
            yield lora.weights_of(training.run, file)
        finally:
            lora.put(training.parameters, now, str(path))


def _finish(
    training: Training, lock: Lock, epoch: int, steps: int, weights: Weights | None, known: Epoch | None
) -> Epoch:
    """Draw the epoch's pictures and write its line."""
    samples, folder = lock.plan.samples, f"epochs/{epoch:02d}"
    prompts = slots(samples)
    vae = training.family.load("image")
    pictures = draw_pictures(
        training.family,
        training.transformer,
        vae,
        list(prompts.values()),
        training.conditions,
        samples,
        training.device,
    )
    del vae
    release_memory()
    shown = []
    for (slot, prompt), picture in zip(prompts.items(), pictures, strict=True):
        file = f"{folder}/{slot}.png"
        write_atomically(training.run / file, png_bytes(picture))
        shown.append(Sample(slot=slot, prompt=prompt.prompt, seed=prompt.seed, file=file))
    live = training.progress.step == epoch * steps
    loss = training.progress.loss if live and epoch else known.loss if known else None
    done = Epoch(
        epoch=epoch,
        step=epoch * steps,
        loss=loss,
        grid_loss=grid_loss(training),
        weights=weights,
        samples=tuple(shown),
        samples_hash=lock.hashes.samples,
    )
    record(training.run, done)
    return done

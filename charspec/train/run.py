"""A run from its plan to DONE.json, or from wherever it stood. Calling it again is how a run is resumed and
prolonged.

Whatever is on the disk is whole, and every piece is made by pure functions of the plan: so after a kill the
rest is made as if nothing had happened, byte for byte.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from pathlib import Path

import torch
from torch import Tensor

from charspec.errors import CharspecError
from charspec.families import Condition, Family, load_family
from charspec.families.loading import hardware_of
from charspec.families.weights import find_training_adapter
from charspec.plan import PRIOR_PICTURES, Lock
from charspec.records import Done, Environment, read_environment, read_epochs
from charspec.settings.execution import HardwareExecution
from charspec.train import lora
from charspec.train.adapter import hold
from charspec.train.cache import encode_pictures, encode_prompts
from charspec.train.checkpoint import Progress, check_state, put_state, read_state
from charspec.train.env import describe, differences, make_deterministic
from charspec.train.epochs import finish, weights_of
from charspec.train.events import Drawing, EpochDone, Event, Note, Steps
from charspec.train.folder import DONE, begin, is_complete, is_done, log, write_document
from charspec.train.holding import exclusive
from charspec.train.interrupts import Interrupts, catch_interrupts
from charspec.train.loop import train_epoch
from charspec.train.memory import gpu_memory, out_of_memory
from charspec.train.optimizer import make_part
from charspec.train.pictures import check_pictures
from charspec.train.prior import prior_latents
from charspec.train.processes import Processes, check_batch, joined
from charspec.train.ranks import launched_in_vain
from charspec.train.sample import slots
from charspec.train.text_lora import train_text
from charspec.train.training import Training

CHECKPOINT_SECONDS = 30.0
FIRST_STEPS = 10
"""Steps before the pictures of epoch 0."""


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
    with catch_interrupts() as interrupts, joined() as processes:
        check_pictures(spec_folder, lock.plan.train.items)
        with exclusive(run) if processes.first else contextlib.nullcontext():
            if processes.from_first(is_done(run, lock)):
                yield Note("this plan is trained already")
                return
            try:
                if processes.first:
                    check_state(run, lock.hashes.run)
                yield from _train(
                    lock, spec_folder, run, base_path, checkpoint_seconds, execution, interrupts, processes
                )
            except torch.OutOfMemoryError as error:
                said = out_of_memory(lock.plan, execution, torch.device("cuda"), gpu_memory())
                _log_stop(run, processes, said)
                raise said from error
            except CharspecError as error:
                _log_stop(run, processes, error)
                raise


def _log_stop(run: Path, processes: Processes, error: CharspecError) -> None:
    if processes.first:
        with contextlib.suppress(OSError):
            log(run, f"stopped: {error}")


def _train(
    lock: Lock,
    spec_folder: Path,
    run: Path,
    base_path: Path | None,
    checkpoint_seconds: float,
    execution: HardwareExecution | None,
    interrupts: Interrupts,
    processes: Processes,
) -> Iterator[Event]:
    plan = lock.plan.train
    check_batch(plan.batch_size, processes)
    where = make_deterministic(plan.threads)
    hardware = hardware_of(plan, execution, where)
    family = load_family(plan.base, hardware, base_path)
    adapter = find_training_adapter(plan.base, base_path)
    if processes.first:
        begin(run, lock)
        for change in _note_environment(run, describe(plan.threads, where)):
            log(run, f"another environment than the run began in: {change}")
            ran = f"this run began in another environment ({change})"
            yield Note(f"{ran}: its bytes may differ from a straight run's")
    with processes.first_then_others():
        latents, conditions = _encode(lock, family, spec_folder)
    if plan.prior is not None and processes.first:
        count = PRIOR_PICTURES * len(plan.items)
        yield Note(f"{count} pictures of others, drawn by the base once and kept, are learnt from as well")
    training = yield from _prepare(
        lock, family, latents, conditions, run, where, checkpoint_seconds, processes
    )
    if adapter is not None:
        hold(training.transformer, family, adapter)
    steps = len(training.batches(1))
    if processes.count > 1:
        yield Note(f"{processes.count} processes share each batch of {plan.batch_size}")
    elif launched_in_vain():
        yield Note(
            "accelerate launch was asked for several processes and started this one alone, as on a CPU "
            "without MPI: name --multi_gpu, which starts them on a CPU as well, or take torchrun"
        )
    if training.progress.step:
        yield Note(f"going on from step {training.progress.step}")
    if not processes.first:
        for epoch in range(plan.epochs + 1):
            yield from _steps_before(training, epoch, interrupts)
        return
    log(run, f"{plan.name}: from step {training.progress.step} to {plan.epochs * steps}")
    known = {epoch.epoch: epoch for epoch in read_epochs(run)}
    for epoch in range(plan.epochs + 1):
        interrupts.check()
        yield from _steps_before(training, epoch, interrupts)
        interrupts.check()
        if epoch in known and is_complete(run, known[epoch], lock.hashes.samples):
            continue
        with weights_of(training, lock, epoch, steps) as written:
            done = finish(training, lock, epoch, steps, written, known.get(epoch))
        log(run, f"epoch {epoch} of {plan.epochs}: loss {done.loss}, fixed loss {done.grid_loss}")
        yield EpochDone(done, plan.epochs)
    _end(run, lock, steps)


def _steps_before(training: Training, epoch: int, interrupts: Interrupts) -> Iterator[Steps]:
    """The steps up to the pictures of an epoch, in every process alike: where they end, losses are summed.

    The base itself, epoch 0, is drawn after a few: what does not fit the memory shows in the first one.
    """
    return train_epoch(training, max(epoch, 1), interrupts, None if epoch else FIRST_STEPS)


def _end(run: Path, lock: Lock, steps: int) -> None:
    """Write that this plan is done."""
    epochs = lock.plan.train.epochs
    last = read_epochs(run)[epochs].weights
    assert last is not None, "every epoch but 0 has weights"
    write_document(
        run / DONE,
        Done(
            train_hash=lock.hashes.train,
            samples_hash=lock.hashes.samples,
            epochs=epochs,
            steps=epochs * steps,
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


def _encode(lock: Lock, family: Family, spec_folder: Path) -> tuple[list[list[Tensor]], dict[str, Condition]]:
    """Pictures and prompts, from the cache or into it. No prompt, if the text encoder learns too."""
    plan = lock.plan.train
    latents = encode_pictures(family, spec_folder, plan.items, plan.flip)
    if plan.text_encoder is not None:
        return latents, {}
    texts = [item.caption for item in plan.items]
    texts += [text for pair in (plan.prior.captions if plan.prior else ()) for text in pair]
    texts += [slot.prompt for slot in slots(lock.plan.samples).values()]
    return latents, encode_prompts(family, [*texts, ""])


def _prepare(
    lock: Lock,
    family: Family,
    latents: list[list[Tensor]],
    conditions: dict[str, Condition],
    run: Path,
    where: torch.device,
    checkpoint_seconds: float,
    processes: Processes,
) -> Generator[Drawing, None, Training]:
    """Load what learns with its LoRA, and put the run's state into it; pictures of others are drawn first."""
    plan, rank, alpha = lock.plan.train, lock.plan.train.lora.rank, lock.plan.train.lora.alpha
    transformer = family.load("transformer")
    prior: list[Tensor] = []
    if plan.prior and processes.first:
        prior = yield from prior_latents(family, transformer, plan, plan.prior, where)
    parameters = lora.attach(transformer, family.lora_targets(transformer), rank, alpha, where)
    lora.initialise(parameters, plan.seed, rank)
    parts = [make_part(plan.optimizer, parameters, plan.optimizer.learning_rate)]
    text = None
    if plan.text_encoder is not None:
        text = train_text(family, plan, where)
        parts.append(make_part(plan.optimizer, text.parameters, plan.text_encoder.learning_rate))
    state = processes.from_first(read_state(run, lock.hashes.run) if processes.first else None)
    return Training(
        plan=plan,
        family=family,
        transformer=transformer,
        parameters=parameters,
        text=text,
        parts=parts,
        latents=latents,
        prior=prior,
        conditions=conditions,
        device=where,
        run=run,
        run_hash=lock.hashes.run,
        checkpoint_seconds=checkpoint_seconds,
        processes=processes,
        progress=put_state(state, parts) if state else Progress(),
    )

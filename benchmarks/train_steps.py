"""Our loop, the bare loop and the model alone by turns, in one process on one miniature with one LoRA.

    train_steps.py NOTES BASE FOLDER SPEC ROUNDS WORDS…

WORDS are overrides. Writes the CPU milliseconds of a step of each, for every round of ten steps.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from charspec.compile import compile_spec
from charspec.families import load_family
from charspec.families.loading import hardware_of
from charspec.train import lora
from charspec.train.cache import encode_pictures, encode_prompts
from charspec.train.env import make_deterministic
from charspec.train.interrupts import Interrupts
from charspec.train.loop import LOSS_EVERY, train_epoch
from charspec.train.optimizer import make_part
from charspec.train.training import Training


def main() -> None:
    notes, base, folder, spec, rounds = sys.argv[1:6]
    compiled = compile_spec(Path(spec), (f"base={base}", f"base.path={folder}", *sys.argv[6:]))
    training = prepared(compiled, Path(spec).parent, Path(notes).parent)
    learnt = list(training.parameters.values())
    gathered = [parameter.grad for parameter in learnt]
    none = [None] * len(learnt)
    ours = train_epoch(training, 1, Interrupts())
    turns: dict[str, tuple[Callable[[], object], Sequence[Tensor | None]]] = {
        "model": (model_alone(training), none),
        "bare": (bare_loop(training), none),
        "ours": (lambda: next(ours), gathered),
    }
    found: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(int(rounds) + 1):
        for name, (turn, gradients) in random.sample(list(turns.items()), len(turns)):
            # All share one model; ours gathers its gradients in one tensor, the others let them come and go.
            for parameter, gradient in zip(learnt, gradients, strict=True):
                parameter.grad = gradient
            start = time.process_time()
            turn()
            if number:  # the first round warms up
                found[name].append((time.process_time() - start) / LOSS_EVERY * 1000)
    targets = sorted({name.removeprefix("transformer.").split(".lora_")[0] for name in training.parameters})
    Path(notes).write_text(json.dumps({"steps": found, "targets": targets}))


def prepared(compiled: Any, spec_folder: Path, run: Path) -> Training:
    plan = compiled.lock.plan.train
    where = make_deterministic(plan.threads)
    family = load_family(plan.base, hardware_of(plan, None, where), compiled.base_path)
    latents = encode_pictures(family, spec_folder, plan.items, plan.flip)
    conditions = encode_prompts(family, [item.caption for item in plan.items])
    transformer = family.load("transformer")
    targets = family.lora_targets(transformer)
    parameters = lora.attach(transformer, targets, plan.lora.rank, plan.lora.alpha, where)
    lora.initialise(parameters, plan.seed, plan.lora.rank)
    return Training(
        plan=plan,
        family=family,
        transformer=transformer,
        parameters=parameters,
        text=None,
        parts=[make_part(plan.optimizer, parameters, plan.optimizer.learning_rate)],
        latents=latents,
        conditions=conditions,
        device=where,
        run=run,
        run_hash=compiled.lock.hashes.run,
        checkpoint_seconds=1e9,
    )


def model_alone(training: Training) -> Callable[[], None]:
    """Ten forward and backward passes of the transformer on inputs that are ready."""
    given: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    hook = training.transformer.register_forward_pre_hook(
        lambda _, words, named: given.append((words, named)), with_kwargs=True
    )
    x0 = training.latents[0][0][None]
    condition = training.encode([training.plan.items[0].caption])
    training.family.predict(training.transformer, x0, torch.tensor([0.5]), condition)
    hook.remove()
    words, named = given[0]
    answer = training.transformer(*words, **named)[0]
    wanted = torch.randn_like(torch.stack(answer) if isinstance(answer, list) else answer)

    def turn() -> None:
        for _ in range(LOSS_EVERY):
            found = training.transformer(*words, **named)[0]
            found = torch.stack(found) if isinstance(found, list) else found
            torch.nn.functional.mse_loss(found, wanted).backward()

    return turn


def bare_loop(training: Training) -> Callable[[], None]:
    """Ten steps of forward, backward and fused AdamW, without clipping, schedule, signals or losses."""
    optimizer = torch.optim.AdamW(list(training.parameters.values()), lr=1e-9, fused=True)
    items = [
        (latents[0][None], training.encode([item.caption]))
        for latents, item in zip(training.latents, training.plan.items, strict=True)
    ]

    def turn() -> None:
        for x0, condition in (random.choice(items) for _ in range(LOSS_EVERY)):
            noise, sigma = torch.randn_like(x0), torch.sigmoid(torch.randn(1))
            x = (1 - sigma) * x0 + sigma * noise
            velocity = training.family.predict(training.transformer, x, sigma, condition)
            torch.nn.functional.mse_loss(velocity, noise - x0).backward()
            optimizer.step()
            optimizer.zero_grad()

    return turn


if __name__ == "__main__":
    main()

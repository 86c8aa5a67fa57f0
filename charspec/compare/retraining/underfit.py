"""What to change where there is too little of the character. Each rule gives one advice, or None."""

from __future__ import annotations

import math

from charspec.compare.likeness import IDENTITY, PALETTE
from charspec.compare.retraining.case import Advice, Case, Setting

GUIDE_EPOCHS, GUIDE_REPEATS = 10, 20
"""The guide's defaults: with its twelve pictures 2,400 steps."""

RISING = 0.1
"""Share of its likeness by which the last epoch is above the one two before it, while it still learns."""

FAITHFUL = 0.5
"""Identity from which the character counts as learnt; its own training pictures have 1. The example's run has
0.57 and lacks her coat; twice its rank gave 0.63, and got there two epochs earlier."""

UNEVEN = 0.5
"""A prompt whose identity is below this share of the best prompt's is one in which the character drifts."""

MOST_RANK = 64


def unlearned(case: Case) -> Advice | None:
    """No epoch shows the character."""
    floor = (IDENTITY if case.metric == IDENTITY.metric else PALETTE).floor
    trained = [line.epoch for line in case.verdict.epochs]
    rises = [gain.mean for number in trained if (gain := case.table.gain(case.metric, number))]
    if not rises or max(rises) >= floor or case.of("overfit"):
        return None
    most, steps = f"{max(0.0, *rises):.2f}", f"{case.plan.steps:,}"
    evidence = f"The character was not learnt: {case.metric} rose by {most} at most in {steps} steps."
    repeats = round(case.plan.samples_per_epoch / len(case.plan.items))
    short = [
        Setting(("train", key), was, to)
        for key, was, to in (
            ("epochs", case.plan.epochs, GUIDE_EPOCHS),
            ("repeats", repeats, GUIDE_REPEATS),
        )
        if was < to
    ]
    if short:
        return Advice(evidence, "Train as long as the guide does: train.epochs, train.repeats.", tuple(short))
    rate = case.plan.optimizer.learning_rate
    do = "Train at twice the rate, and see that every caption begins with the trigger."
    return Advice(evidence, do, (Setting(("train", "learning_rate"), rate, rate * 2),))


def rising(case: Case) -> Advice | None:
    """The last epoch is the best, and what came before it was clearly less: it stopped too early."""
    numbers = [line.epoch for line in case.verdict.epochs]
    if len(numbers) < 3 or case.of("overfit") or unlearned(case):
        return None
    last, before = case.likeness(numbers[-1]), case.likeness(numbers[-3])
    if last < max(map(case.likeness, numbers)) or last - before < RISING * last:
        return None
    to = math.ceil(case.plan.epochs * 1.5)
    evidence = (
        f"It was still learning: {case.metric} {last:.2f} at the last epoch, {before:.2f} at epoch "
        f"{numbers[-3]}."
    )
    goes_on = " The run goes on where it ended." if case.plan.lr_schedule.name == "constant" else ""
    do = f"Train {to} epochs.{goes_on}"
    return Advice(evidence, do, (Setting(("train", "epochs"), case.plan.epochs, to),))


def drifting(case: Case) -> Advice | None:
    """Identity stays below what the training pictures have, or is lost in some prompts: a larger rank."""
    slots = case.table.at(IDENTITY.metric, case.epoch)
    if not slots or case.of("overfit") or rising(case) or unlearned(case):
        return None
    mean = case.table.mean(IDENTITY.metric, case.epoch) or 0.0
    best = max(figure.value for figure in slots.values())
    weak = sorted(str(slot) for slot, figure in slots.items() if figure.value < UNEVEN * best)
    if mean >= FAITHFUL and not weak:
        return None
    shown = ", ".join(f"{slot} {figure.value:.2f}" for slot, figure in sorted(slots.items(), key=str))
    evidence = f"Identity drifts and rises no more: {mean:.2f} at epoch {case.epoch} ({shown})."
    where = f" Pictures like the prompts {', '.join(weak)} would help as well." if weak else ""
    rank, alpha = case.plan.lora.rank, case.plan.lora.alpha
    if rank >= MOST_RANK:
        return Advice(evidence, f"Add pictures of what is missing: rank {rank} is enough.{where}")
    settings = [Setting(("train", "rank"), rank, rank * 2)]
    if alpha != rank:
        settings.append(Setting(("train", "alpha"), alpha, alpha * 2))
    return Advice(evidence, f"Train at twice the rank, which holds more of the look.{where}", tuple(settings))

"""The top of the page: who, on which base, how much training, and how far it is."""

from __future__ import annotations

from charspec.compare.report.data import RunData
from charspec.compare.report.markup import Html, element, join


def state_of(data: RunData) -> str:
    """`Done` or how many epochs of the plan are there."""
    if data.is_done:
        return "Done"
    return f"In training: epoch {data.epochs_done} of {data.lock.plan.train.epochs}"


def state_badge(data: RunData) -> Html:
    return element("span", {"class": "state done" if data.is_done else "state training"}, state_of(data))


def facts(data: RunData) -> Html:
    """The run in seven facts."""
    train = data.lock.plan.train
    pictures = len(train.items)
    steps = train.steps_per_epoch * train.epochs
    rows: list[tuple[str, str | Html]] = [
        ("Trigger", element("code", {}, train.trigger)),
        ("Base", train.base.name),
        ("Pictures", f"{pictures} at {train.resolution} px"),
        ("Training", f"{train.epochs} epochs, {steps:,} steps of {train.batch_size}"),
        ("LoRA", f"rank {train.lora.rank}, alpha {train.lora.alpha:g}"),
        ("Learning rate", f"{train.optimizer.learning_rate:g}, {train.lr_schedule.name}"),
        ("Run", element("code", {}, data.lock.hashes.run[:12])),
    ]
    return join(
        element("div", {}, element("dt", {}, name), element("dd", {"dir": "auto"}, value))
        for name, value in rows
    )

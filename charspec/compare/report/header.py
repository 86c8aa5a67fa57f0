"""The top of the page: who, on which base, how much training, and how far it is."""

from __future__ import annotations

from charspec.compare.report.data import RunData
from charspec.compare.report.markup import Html, element, join
from charspec.compare.report.several import PageData


def title(page: PageData) -> Html:
    """The character; of several runs the characters and how many runs there are."""
    names = ", ".join(dict.fromkeys(run.lock.plan.train.name for run in page.runs))
    return join((names if page.is_one else f"{names}: {len(page.runs)} runs",))


def state_of(run: RunData) -> str:
    """`Done` or how many epochs of the plan are there."""
    if run.is_done:
        return "Done"
    return f"In training: epoch {run.epochs_done} of {run.lock.plan.train.epochs}"


def state_badge(page: PageData) -> Html:
    """How far it is; of several runs how many have ended."""
    ended = sum(run.is_done for run in page.runs)
    text = state_of(page.runs[0]) if page.is_one else f"{ended} of {len(page.runs)} done"
    return element("span", {"class": "state done" if page.is_done else "state training"}, text)


def facts(page: PageData) -> Html:
    """A run in seven facts; of several runs a line for each."""
    return join(_facts(run, page.name(run)) for run in page.runs)


def _facts(run: RunData, name: str) -> Html:
    train = run.lock.plan.train
    steps = train.steps_per_epoch * train.epochs
    rows: list[tuple[str, str | Html]] = [
        ("Trigger", element("code", {}, train.trigger)),
        ("Base", train.base.name),
        ("Pictures", f"{len(train.items)} at {train.resolution} px"),
        ("Training", f"{train.epochs} epochs, {steps:,} steps of {train.batch_size}"),
        ("LoRA", f"rank {train.lora.rank}, alpha {train.lora.alpha:g}"),
        ("Learning rate", f"{train.optimizer.learning_rate:g}, {train.lr_schedule.name}"),
        ("Run", element("code", {}, run.lock.hashes.run[:12])),
    ]
    if name:
        rows.insert(0, (name.capitalize(), state_of(run)))
    facts = (
        element("div", {}, element("dt", {}, key), element("dd", {"dir": "auto"}, value))
        for key, value in rows
    )
    return element("dl", {"class": "facts"}, *facts)

"""What was measured on one sample: the training picture it is likest to, and how like."""

from __future__ import annotations

from pathlib import PurePosixPath

from charspec.compare.report.data import RunData
from charspec.compare.report.markup import Html, element, join
from charspec.scores import Score

WORDS = {
    "memorisation": "subject",
    "background_memorisation": "background",
    "identity": "identity",
    "adherence": "follows the prompt",
    "palette": "palette",
    "leak": "palette",
    "drift": "drift",
}
"""Metric → how the page calls it beside a sample, in this order."""

LIKENESS = ("memorisation", "background_memorisation", "identity")
"""Metrics that name the training picture a sample is likest to."""


def likeness(run: RunData, epoch: int, slot: str) -> Html:
    """A line below a sample: its nearest training picture, whose thumbnail the script puts beside it, and the
    values; nothing where nothing was measured on it."""
    scores = {score.metric: score for score in run.evidence.at(epoch, slot) if score.metric in WORDS}
    found = [scores[metric] for metric in WORDS if metric in scores and scores[metric].value is not None]
    if not found:
        return join(())
    near = nearest(found)
    values = (_value(score, near) for score in found)
    attributes = {"class": "likeness", "data-nearest": _card_of(run, near) if near else None}
    name = element("span", {"class": "near"}, f"likest {PurePosixPath(near).name}") if near else join(())
    return element("div", attributes, name, element("dl", {}, *values))


def nearest(scores: list[Score]) -> str | None:
    """The training picture that the subject is likest to; else the background, else by identity."""
    by_metric = {score.metric: score.nearest for score in scores if score.nearest}
    return next((by_metric[metric] for metric in LIKENESS if metric in by_metric), None)


def card_id(run: RunData, number: int) -> str:
    """The id of a training picture's card in the gallery."""
    return f"picture-{run.lock.hashes.run[:8]}-{number}"


def _card_of(run: RunData, file: str) -> str | None:
    files = [item.file for item in run.lock.plan.train.items]
    return card_id(run, files.index(file)) if file in files else None


def _value(score: Score, near: str | None) -> Html:
    other = f" with {PurePosixPath(score.nearest).name}" if score.nearest and score.nearest != near else ""
    value = f"{score.value:.2f}{other}"
    return element("div", {}, element("dt", {}, WORDS[score.metric]), element("dd", {}, value))

"""What was measured on one sample: the training picture it is likest to, and how like."""

from __future__ import annotations

from pathlib import PurePosixPath

from charspec.compare.report.data import RunData
from charspec.compare.report.markup import Attribute, Html, element, join
from charspec.compare.signs import COPIED, SAME_PLACE
from charspec.scores import Score

WORDS = {
    "memorisation": "subject",
    "background_memorisation": "background",
    "identity": "identity",
    "adherence": "prompt",
    "palette": "palette",
    "drift": "drift",
    "leak": "palette",
}
"""Metric → how the page calls it beside a sample, in this order."""

LIKENESS = ("memorisation", "background_memorisation", "identity")
"""Metrics that name the training picture a sample is likest to."""


def likeness(run: RunData, epoch: int, slot: str) -> Html:
    """A line below a sample: its nearest training picture, whose thumbnail the script puts there, and how
    like it is; the other values unfold in the comparison. Nothing where nothing was measured on it."""
    scores = {score.metric: score for score in run.evidence.at(epoch, slot) if score.metric in WORDS}
    found = [scores[metric] for metric in WORDS if metric in scores and scores[metric].value is not None]
    if not found:
        return join(())
    near = nearest(found)
    attributes: dict[str, Attribute] = {
        "class": "likeness",
        "data-nearest": _card_of(run, near) if near else None,
    }
    return element(
        "div",
        attributes,
        element("span", {"class": "near"}, f"likest {PurePosixPath(near).stem}") if near else join(()),
        element("span", {"class": "brief"}, *_brief(found[0]), *_copies(found)),
        element("dl", {"hidden": True}, *(_value(score, near) for score in found)),
    )


def _brief(score: Score) -> tuple[Html, str]:
    return element("span", {"class": "quiet"}, WORDS[score.metric]), f" {score.value:.2f}"


def _copies(scores: list[Score]) -> list[Html]:
    """What a sample has copied from its nearest training picture, by the limits that the verdict uses."""
    limits = {"memorisation": (COPIED, "copied"), "background_memorisation": (SAME_PLACE, "same place")}
    return [
        element("span", {"class": "copied"}, limits[score.metric][1])
        for score in scores
        if score.metric in limits and score.value is not None and score.value >= limits[score.metric][0]
    ]


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
    other = score.nearest if score.nearest != near else None
    beside = element("span", {"class": "quiet"}, f" with {PurePosixPath(other).stem}") if other else join(())
    value = element("dd", {}, f"{score.value:.2f}", beside)
    return element("div", {}, element("dt", {}, WORDS[score.metric]), value)

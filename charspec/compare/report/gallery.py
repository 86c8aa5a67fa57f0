"""The training pictures with the captions they were trained with."""

from __future__ import annotations

from charspec.compare.report.captions import common_phrases, highlight
from charspec.compare.report.data import RunData
from charspec.compare.report.grid import image
from charspec.compare.report.likeness import card_id
from charspec.compare.report.markup import Html, element, join
from charspec.compare.report.training import TrainingPicture

NOTES = {
    "same": "",
    "changed": "The file has changed since it was trained.",
    "missing": "Not found beside the run, or not readable.",
}


def gallery(data: RunData) -> Html:
    """A legend and one card per picture, which the samples that are likest to it point to."""
    trigger = data.lock.plan.train.trigger
    phrases = common_phrases([entry.item.caption for entry in data.training], trigger)
    cards = (
        _card(entry, card_id(data, number), trigger, phrases) for number, entry in enumerate(data.training)
    )
    return join((_legend(bool(phrases)), element("ul", {"class": "cards"}, *cards)))


def _legend(has_phrases: bool) -> Html:
    parts = [element("mark", {"class": "trigger"}, "trigger")]
    if has_phrases:
        parts.append(element("mark", {"class": "trait"}, "what the captions have in common: the identity"))
    parts.append(element("span", {}, "the rest is what varies"))
    return element("p", {"class": "caption-legend"}, *parts)


def _card(entry: TrainingPicture, identifier: str, trigger: str, phrases: tuple[str, ...]) -> Html:
    item, note = entry.item, NOTES[entry.state]
    if entry.picture is None:
        shown = element("div", {"class": "absent"}, note)
    else:
        shown = image(entry.picture, f"Training picture {item.file}: {item.caption}")
        if entry.picture.original:
            name = {"href": entry.picture.original, "aria-label": f"Open {item.file} in full size"}
            shown = element("a", name, shown)
    (width, height), (trained_width, trained_height) = item.size, item.bucket
    enhanced = ", enhanced 2x" if item.derived_sha256 else ""
    trained = f"trained at {trained_width} × {trained_height}"
    facts = f"{width} × {height}{enhanced}, {trained}, {item.repeats} repeats"
    return element(
        "li",
        {"class": f"card is-{entry.state}", "id": identifier, "data-file": item.file},
        shown,
        element("p", {"class": "caption", "dir": "auto"}, highlight(item.caption, trigger, phrases)),
        element("p", {"class": "quiet file"}, element("span", {"class": "name"}, item.file), f" {facts}"),
        element("p", {"class": "warning"}, note) if note and entry.picture else join(()),
    )

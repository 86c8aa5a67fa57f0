"""What the set shows: its pictures by angle and framing, with their expressions, as their captions say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from charspec.captions import read_attributes, without_phrases
from charspec.compare.report.captions import common_phrases
from charspec.compare.report.data import RunData
from charspec.compare.report.differences import table_frame
from charspec.compare.report.likeness import card_id
from charspec.compare.report.markup import Html, element, join
from charspec.vocabulary import vocabulary

ANGLES = ("front", "three-quarter", "profile", "back")
FRAMINGS = {
    "close-up": ("extreme close-up", "close-up", "portrait"),
    "half-body": ("half-body", "cowboy shot"),
    "full-body": ("full-body", "wide shot"),
}
"""The guide's angles and zoom levels (step 2), by the vocabulary's terms."""

SAME = {"three-quarter back": "back"}
UNSAID = "not said"


@dataclass(frozen=True)
class Shown:
    """What one caption says of its picture. An angle or a framing that it does not name is `UNSAID`."""

    number: int
    file: str
    angle: str
    framing: str
    expression: str | None


def shown_in(run: RunData) -> list[Shown]:
    """Of every picture of the lock what its caption says, trigger and identity aside."""
    train = run.lock.plan.train
    phrases = (train.trigger, *common_phrases([item.caption for item in train.items], train.trigger))
    return [
        _shown(number, item.file, without_phrases(item.caption, phrases))
        for number, item in enumerate(train.items)
    ]


def _shown(number: int, file: str, caption: str) -> Shown:
    read = read_attributes(caption, vocabulary())
    angles = [SAME.get(term, term) for term in read.get("angle", ())]
    framings = [zoom for term in read.get("framing", ()) for zoom, terms in FRAMINGS.items() if term in terms]
    return Shown(
        number,
        file,
        next((angle for angle in angles if angle in ANGLES), UNSAID),
        next(iter(framings), UNSAID),
        next(iter(read.get("expression", ())), None),
    )


def coverage(run: RunData) -> Html:
    """A table of angles by framings, each picture in its cell with its expression; what no picture shows is
    an empty cell. Nothing where no caption says either."""
    pictures = shown_in(run)
    if all((one.angle, one.framing) == (UNSAID, UNSAID) for one in pictures):
        words = "No caption names an angle or a framing, so there is nothing to count."
        return element("p", {"class": "empty"}, words)
    angles = _with_unsaid(ANGLES, [one.angle for one in pictures])
    framings = _with_unsaid(tuple(FRAMINGS), [one.framing for one in pictures])
    corner = element("td", {})
    head = element("tr", {}, corner, *(element("th", {"scope": "col"}, framing) for framing in framings))
    rows = (
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, angle),
            *(
                _cell([one for one in pictures if (one.angle, one.framing) == (angle, f)], run)
                for f in framings
            ),
        )
        for angle in angles
    )
    table = element(
        "table",
        {"class": "coverage"},
        element("caption", {}, "Angles and framings"),
        element("thead", {}, head),
        element("tbody", {}, *rows),
    )
    return join((table_frame("Coverage of the set", table), _expressions(pictures)))


def _with_unsaid(guides: Sequence[str], found: Sequence[str]) -> tuple[str, ...]:
    return (*guides, UNSAID) if UNSAID in found else tuple(guides)


def _cell(pictures: Sequence[Shown], run: RunData) -> Html:
    if not pictures:
        return element("td", {"class": "gap"}, element("span", {"class": "unseen"}, "none"))
    marks = (
        element(
            "a",
            {"href": f"#{card_id(run, one.number)}", "data-card": card_id(run, one.number),
             "title": f"{one.file}{f', {one.expression}' if one.expression else ''}"},
            element("span", {"class": "word"}, one.expression or "–"),
        )
        for one in pictures
    )  # fmt: skip
    return element("td", {}, element("div", {"class": "shots"}, *marks))


def _expressions(pictures: Sequence[Shown]) -> Html:
    count: dict[str, int] = {}
    for one in pictures:
        if one.expression:
            count[one.expression] = count.get(one.expression, 0) + 1
    if not count:
        return join(())
    words = ", ".join(
        f"{name} {n}" for name, n in sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return element("p", {"class": "quiet"}, f"Expressions: {words}.")

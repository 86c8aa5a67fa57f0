"""A curve by epoch as inline SVG, with axes, hover values and a table of the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from charspec.compare.report.markup import Html, element, join

Key = Callable[[int], str]

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 58, 16, 16, 44

NARROWER = 1.05
"""A step between two lines may be this much too narrow, before the next round one is far too wide."""


@dataclass(frozen=True)
class Series:
    """One line: (epoch, value) where it was measured. `ground`: the base's value, drawn across, from which
    the line departs."""

    name: str
    style: str
    points: tuple[tuple[int, float], ...]
    ground: float | None = None


@dataclass(frozen=True)
class Scale:
    """From (epoch, value) to pixels of the drawing."""

    epochs: tuple[int, int]
    values: tuple[float, float]

    def x(self, epoch: float) -> float:
        first, last = self.epochs
        return LEFT + (WIDTH - LEFT - RIGHT) * (epoch - first) / max(1, last - first)

    def y(self, value: float) -> float:
        low, high = self.values
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round values (1, 2 or 5 times a power of ten) that cover low … high.

    >>> ticks(0.11, 0.48)
    [0.1, 0.2, 0.3, 0.4, 0.5]
    """
    span = (high - low) or abs(high) or 1.0
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if rough <= factor * power * NARROWER)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(0, -math.floor(math.log10(step)))
    return [round(k * step, digits) for k in range(first, max(last, first + 1) + 1)]


def curve(
    what: str,
    lines: Sequence[Series],
    last: int,
    name: Key = str,
    span: Sequence[float] = (),
) -> Html:
    """The figure of `what` from epoch 0 to `last`. `name`: how the page's address calls an epoch; `span`:
    values that the axis covers besides its own, so that two figures compare."""
    values = [*span, *(value for line in lines for _, value in line.points)]
    epochs = [last, *(epoch for line in lines for epoch, _ in line.points)]
    marks = ticks(min(values), max(values))
    scale = Scale((0, max(epochs)), (marks[0], marks[-1]))
    label = f"{what} by epoch: {' and '.join(line.name for line in lines)}"
    drawing = element(
        "svg",
        {"class": "curve", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": label},
        _value_axis(scale, marks),
        _epoch_axis(scale),
        *(_ground(line, scale) for line in lines if line.ground is not None),
        *(_line(line, scale, name) for line in lines),
    )
    legend = [_legend_entry(line) for line in lines]
    if any(line.ground is not None for line in lines):
        legend.append(element("li", {"class": "ground"}, element("span", {"class": "swatch"}), "the base"))
    readout = element("p", {"class": "readout", "aria-live": "polite"}, " ")
    return join((element("ul", {"class": "legend"}, *legend), drawing, readout, _table(lines)))


def _legend_entry(line: Series) -> Html:
    return element("li", {"class": line.style}, element("span", {"class": "swatch"}), line.name)


def _value_axis(scale: Scale, marks: Sequence[float]) -> Html:
    digits = max(len(repr(mark).partition(".")[2]) for mark in marks)
    parts = []
    for mark in marks:
        y = f"{scale.y(mark):.1f}"
        parts.append(element("line", {"class": "rule", "x1": LEFT, "x2": WIDTH - RIGHT, "y1": y, "y2": y}))
        parts.append(element("text", {"class": "y", "x": LEFT - 10, "y": y}, f"{mark:.{digits}f}"))
    return element("g", {"aria-hidden": "true"}, *parts)


def _epoch_axis(scale: Scale) -> Html:
    last = scale.epochs[1]
    every = max(1, math.ceil(last / 10))
    parts = [
        element("text", {"class": "x", "x": f"{scale.x(epoch):.1f}", "y": HEIGHT - BOTTOM + 20}, str(epoch))
        for epoch in range(0, last + 1, every)
    ]
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    parts.append(element("text", {"class": "x title", "x": f"{middle:.1f}", "y": HEIGHT - 6}, "epoch"))
    return element("g", {"aria-hidden": "true"}, *parts)


def _ground(line: Series, scale: Scale) -> Html:
    y = f"{scale.y(line.ground or 0):.1f}"
    return element(
        "line", {"class": f"ground {line.style}", "x1": LEFT, "x2": WIDTH - RIGHT, "y1": y, "y2": y}
    )


def _line(line: Series, scale: Scale, name: Key) -> Html:
    at = [(epoch, value, f"{scale.x(epoch):.1f}", f"{scale.y(value):.1f}") for epoch, value in line.points]
    path = element("polyline", {"points": " ".join(f"{x},{y}" for _, _, x, y in at)})
    dots = (
        element(
            "g",
            {
                "class": "point",
                "data-key": name(epoch),
                "data-readout": f"epoch {epoch} · {line.name} {_number(value)}",
            },
            element("circle", {"class": "dot", "cx": x, "cy": y, "r": 3.5}),
            element("circle", {"class": "target", "cx": x, "cy": y, "r": 11}),
            element("title", {}, f"epoch {epoch}, {line.name} {_number(value)}"),
        )
        for epoch, value, x, y in at
    )
    return element("g", {"class": line.style}, path, *dots)


def _table(lines: Sequence[Series]) -> Html:
    heads = ("epoch", *(line.name for line in lines))
    head = element("tr", {}, *(element("th", {"scope": "col"}, text) for text in heads))
    columns = [dict(line.points) for line in lines]
    rows = (
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, str(epoch)),
            *(element("td", {}, _number(column.get(epoch))) for column in columns),
        )
        for epoch in sorted({epoch for column in columns for epoch in column})
    )
    table = element("table", {"class": "numbers"}, element("thead", {}, head), element("tbody", {}, *rows))
    return element("details", {}, element("summary", {}, "The numbers"), table)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.5g}"

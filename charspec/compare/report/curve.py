"""The loss curve as inline SVG: training loss and grid loss by epoch, with axes, hover values
and a table of the numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from charspec.compare.report.markup import Html, element, join
from charspec.records import Epoch

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 58, 16, 16, 44


@dataclass(frozen=True)
class Series:
    """One line: (epoch, loss) where a loss was measured."""

    name: str
    style: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Scale:
    """From (epoch, loss) to pixels of the drawing."""

    epochs: tuple[int, int]
    losses: tuple[float, float]

    def x(self, epoch: float) -> float:
        first, last = self.epochs
        return LEFT + (WIDTH - LEFT - RIGHT) * (epoch - first) / max(1, last - first)

    def y(self, loss: float) -> float:
        low, high = self.losses
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (loss - low) / (high - low)


def series_of(epochs: Sequence[Epoch]) -> list[Series]:
    """Training loss and grid loss, each if it was measured at all; a loss that is not finite is no point."""
    training = tuple((e.epoch, e.loss) for e in epochs if e.loss is not None and math.isfinite(e.loss))
    grid = tuple(
        (e.epoch, e.grid_loss) for e in epochs if e.grid_loss is not None and math.isfinite(e.grid_loss)
    )
    both = (Series("training loss", "by-chance", training), Series("grid loss", "on-grid", grid))
    return [series for series in both if series.points]


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round values (1, 2 or 5 times a power of ten) that cover low … high.

    >>> ticks(0.11, 0.48)
    [0.1, 0.2, 0.3, 0.4, 0.5]
    """
    span = (high - low) or abs(high) or 1.0
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if rough <= factor * power * (1 + 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(0, -math.floor(math.log10(step)))
    return [round(k * step, digits) for k in range(first, max(last, first + 1) + 1)]


def curve(epochs: Sequence[Epoch], planned: int) -> Html:
    """The figure, or a sentence while no loss is known."""
    lines = series_of(epochs)
    if not lines:
        return element("p", {"class": "empty"}, "No loss yet: the first value comes with the first epoch.")
    values = [loss for line in lines for _, loss in line.points]
    marks = ticks(min(values), max(values))
    scale = Scale((0, max(planned, epochs[-1].epoch)), (marks[0], marks[-1]))
    label = f"Loss by epoch: {' and '.join(line.name for line in lines)}"
    drawing = element(
        "svg",
        {"class": "curve", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": label},
        _loss_axis(scale, marks),
        _epoch_axis(scale),
        *(_line(line, scale) for line in lines),
    )
    legend = element("ul", {"class": "legend"}, *(_legend_entry(line) for line in lines))
    readout = element("p", {"class": "readout", "id": "readout", "aria-live": "polite"}, " ")
    return join((legend, drawing, readout, _table(epochs)))


def _legend_entry(line: Series) -> Html:
    return element("li", {"class": line.style}, element("span", {"class": "swatch"}), line.name)


def _loss_axis(scale: Scale, marks: Sequence[float]) -> Html:
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


def _line(line: Series, scale: Scale) -> Html:
    at = [(epoch, loss, f"{scale.x(epoch):.1f}", f"{scale.y(loss):.1f}") for epoch, loss in line.points]
    path = element("polyline", {"points": " ".join(f"{x},{y}" for _, _, x, y in at)})
    dots = (
        element(
            "g",
            {
                "class": "point",
                "data-epoch": epoch,
                "data-readout": f"epoch {epoch} · {line.name} {loss:.5g}",
            },
            element("circle", {"class": "dot", "cx": x, "cy": y, "r": 3.5}),
            element("circle", {"class": "target", "cx": x, "cy": y, "r": 11}),
            element("title", {}, f"epoch {epoch}, {line.name} {loss:.5g}"),
        )
        for epoch, loss, x, y in at
    )
    return element("g", {"class": line.style}, path, *dots)


def _table(epochs: Sequence[Epoch]) -> Html:
    heads = ("epoch", "step", "training loss", "grid loss")
    head = element("tr", {}, *(element("th", {"scope": "col"}, text) for text in heads))
    rows = (
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, str(epoch.epoch)),
            *(
                element("td", {}, text)
                for text in (f"{epoch.step:,}", _number(epoch.loss), _number(epoch.grid_loss))
            ),
        )
        for epoch in epochs
    )
    table = element("table", {"class": "numbers"}, element("thead", {}, head), element("tbody", {}, *rows))
    return element("details", {}, element("summary", {}, "The numbers"), table)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.5g}"

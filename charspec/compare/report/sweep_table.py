"""The numbers of a sweep: one row a result, the lowest loss marked where losses compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote

from charspec.compare.report.markup import Html, element, join
from charspec.compare.report.sweep_data import Entry, SweepData
from charspec.records import Epoch

WORDS = {
    "open": "not trained yet",
    "done": "done",
    "failed": "failed",
    "taken": "trained elsewhere now",
    "stopped": "stopped, can go on",
}
SCORES = {"identity": "identity", "palette": "palette", "memorisation": "pose copied"}
"""Metrics that tell results apart, and their heads; docs/choosing.md says what each measures."""

WIDTH, HEIGHT = 120, 26


class Scale(NamedTuple):
    """What all courses are drawn to: the last epoch, the lowest and the highest loss."""

    last: int
    low: float
    high: float


def table(data: SweepData) -> Html:
    """Settings, length, losses with their course, what the scores say, time, state and links."""
    heads = ["", *(name for name, _ in settings_of(data.entries[0], data)), "epochs", "steps", "grid loss"]
    heads += ["lowest", "at epoch", *_score_heads(data), "course", "time", "state", ""]
    head = element("tr", {}, *(_head(text) for text in heads))
    best = _best(data)
    scale = _scale(data.entries)
    body = (_row(entry, data, entry is best, scale) for entry in data.entries)
    whole = element(
        "table", {"class": "numbers results"}, element("thead", {}, head), element("tbody", {}, *body)
    )
    return element(
        "div", {"class": "table-frame", "tabindex": 0, "role": "region", "aria-label": "Results"}, whole
    )


def _head(text: str) -> Html:
    return element("th", {"scope": "col", "class": text if text == "course" else None}, text)


def settings_of(entry: Entry, data: SweepData) -> list[tuple[str, str]]:
    """What tells a result from the others besides its length: (name, value)."""
    several = len({job.spec for job in data.record.jobs}) > 1
    tails = [key.rpartition(".")[2] for key in data.record.varies]
    found = [("character", entry.row.job.character)] if several else []
    for key, tail in zip(data.record.varies, tails, strict=True):
        if key != "train.epochs" and key in entry.row.result.settings:
            found.append((tail if tails.count(tail) == 1 else key, entry.row.result.settings[key]))
    return found


def _row(entry: Entry, data: SweepData, is_best: bool, scale: Scale | None) -> Html:
    row = entry.row
    shared = row.result.epochs < row.job.epochs
    values = [
        *(value for _, value in settings_of(entry, data)),
        str(row.result.epochs),
        f"{entry.steps:,}",
        _loss(row.own),
        _loss(row.lowest),
        str(row.lowest.epoch) if row.lowest else "–",
        *_scores(entry, data),
    ]
    cells = [element("td", {}, value) for value in values]
    cells.append(element("td", {"class": "course"}, _course(row.epochs, scale)))
    cells.append(element("td", {}, "part of a longer one" if shared else _clock(row.job.seconds)))
    cells.append(element("td", {"class": f"is-{row.status}"}, _state(entry)))
    cells.append(element("td", {}, *_links(entry)))
    number = element("th", {"scope": "row"}, str(row.result.row))
    return element("tr", {"class": "best" if is_best else None}, number, *cells)


def _measured(data: SweepData) -> list[str]:
    return [name for name in SCORES if any(name in entry.scores for entry in data.entries)]


def _score_heads(data: SweepData) -> list[str]:
    found = _measured(data)
    return ["best by scores", *(SCORES[name] for name in found)] if found else []


def _scores(entry: Entry, data: SweepData) -> list[str]:
    """The recommended epoch, and its scores; those of the last epoch where none is recommended."""
    found = _measured(data)
    values = (f"{entry.scores[name]:.2f}" if name in entry.scores else "–" for name in found)
    return [str(entry.advised or "–"), *values] if found else []


def _state(entry: Entry) -> str:
    row = entry.row
    reached = max((epoch.epoch for epoch in row.epochs), default=0)
    if row.status == "open" and reached:
        return f"epoch {reached} of {row.result.epochs}"
    failed = row.status in ("failed", "taken", "stopped")
    return f"{WORDS[row.status]}: {row.job.note}" if failed and row.job.note else WORDS[row.status]


def _links(entry: Entry) -> list[Html]:
    found = [element("a", {"class": "weights", "href": entry.report}, "report")] if entry.report else []
    if entry.row.own is not None and entry.row.own.weights is not None:
        file = PurePosixPath(entry.run) / entry.row.own.weights.file
        found.append(
            element("a", {"class": "weights", "href": quote(str(file)), "title": file.name}, "LoRA file")
        )
    if entry.row.status == "failed":
        found.append(element("a", {"class": "weights", "href": entry.row.job.log}, "log"))
    return [join((link, " ")) for link in found]


def _best(data: SweepData) -> Entry | None:
    """The result whose last epoch has the lowest grid loss, if there are two that compare."""
    measured = [entry for entry in data.entries if entry.row.own and entry.row.own.grid_loss is not None]
    if not data.comparable or len(measured) < 2:
        return None
    return min(measured, key=_last_loss)


def _last_loss(entry: Entry) -> float:
    return entry.row.own.grid_loss or 0.0 if entry.row.own else 0.0


def _scale(entries: Sequence[Entry]) -> Scale | None:
    epochs = [epoch for entry in entries for epoch in entry.row.epochs]
    losses = [epoch.grid_loss for epoch in epochs if epoch.grid_loss is not None]
    return Scale(max(epoch.epoch for epoch in epochs), min(losses), max(losses)) if losses else None


def _course(epochs: Sequence[Epoch], scale: Scale | None) -> Html:
    """The grid loss from epoch 0 on, as a line; all rows share one scale."""
    points = [(epoch.epoch, epoch.grid_loss) for epoch in epochs if epoch.grid_loss is not None]
    if scale is None or len(points) < 2:
        return join(())
    wide, high = (WIDTH - 4) / (scale.last or 1), (HEIGHT - 4) / ((scale.high - scale.low) or 1.0)
    at = [(2 + wide * epoch, 2 + high * (scale.high - loss)) for epoch, loss in points]
    line = element("polyline", {"points": " ".join(f"{x:.1f},{y:.1f}" for x, y in at)})
    x, y = at[-1]
    label = f"grid loss from {points[0][1]:.4f} to {points[-1][1]:.4f} in {points[-1][0]} epochs"
    return element(
        "svg",
        {"class": "spark", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": label},
        line,
        element("circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": 2.2}),
    )


def _loss(epoch: Epoch | None) -> str:
    return "–" if epoch is None or epoch.grid_loss is None else f"{epoch.grid_loss:.4f}"


def _clock(seconds: float) -> str:
    if not seconds:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"

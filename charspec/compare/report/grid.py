"""The grid: one row per epoch, one column per prompt, every picture of a column drawn from the same noise."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from charspec.compare.report.captions import highlight
from charspec.compare.report.data import Cell, Column, Row, RunData
from charspec.compare.report.markup import Html, element, join
from charspec.compare.report.thumbnails import Picture


def grid(data: RunData) -> Html:
    """The table, or a sentence while nothing is drawn; with one more where the distilled model of the base
    drew the epochs too, and a switch between the two, which shows both without a script."""
    if not data.rows:
        words = "Nothing is drawn yet. The first row, the base without LoRA, comes before training starts."
        return element("p", {"class": "empty"}, words)
    trained = _frame("Grid", data, [(row, row.cells) for row in data.rows])
    if data.deployed is None:
        return element("div", {"class": "grids"}, trained)
    name = data.deployed.model.rpartition("/")[2]
    names = (
        f"{data.lock.plan.train.base.name}, {data.lock.plan.samples.steps} steps",
        f"{name}, {data.deployed.steps} steps",
    )
    deployed = _frame(f"Grid, {names[1]}", data, [(row, row.deployed) for row in data.rows])
    return element(
        "div",
        {"class": "grids"},
        _switch(names),
        trained,
        element("p", {"class": "set-name"}, f"The same prompts on {names[1]}: as the LoRA is usually run."),
        deployed,
    )


def _switch(names: tuple[str, str]) -> Html:
    buttons = (
        element("button", {"type": "button", "aria-pressed": "false" if number else "true"}, name)
        for number, name in enumerate(names)
    )
    label = element("span", {"class": "quiet"}, "drawn on")
    kind = {"class": "sets modes", "role": "group", "aria-label": "Drawn on"}
    return element("div", {"class": "switch", "hidden": True}, label, element("div", kind, *buttons))


def _frame(label: str, data: RunData, rows: Sequence[tuple[Row, Sequence[Cell]]]) -> Html:
    trigger = data.lock.plan.train.trigger
    corner = element("th", {"class": "corner", "scope": "col"}, element("span", {"class": "quiet"}, "epoch"))
    head = element("tr", {}, corner, *(_column_head(column, trigger) for column in data.columns))
    body = (_row(row, cells, data) for row, cells in rows)
    table = element("table", {"class": "grid"}, element("thead", {}, head), element("tbody", {}, *body))
    return element(
        "div", {"class": "grid-frame", "tabindex": 0, "role": "region", "aria-label": label}, table
    )


def _column_head(column: Column, trigger: str) -> Html:
    kind = "control" if column.is_control else None
    return element(
        "th",
        {"scope": "col", "class": kind, "data-slot": column.slot, "data-title": column.title},
        element("span", {"class": "slot"}, column.title),
        element(
            "span",
            {"class": "prompt", "dir": "auto", "title": column.prompt},
            highlight(column.prompt, trigger),
        ),
        element("span", {"class": "seed"}, f"seed {column.seed}"),
    )


def _row(row: Row, cells: Sequence[Cell], data: RunData) -> Html:
    drawn = (element("td", {"data-slot": cell.column.slot}, _cell(cell, row)) for cell in cells)
    return element(
        "tr", {"data-epoch": row.record.epoch, "data-title": row.title}, _row_head(row, data), *drawn
    )


def _row_head(row: Row, data: RunData) -> Html:
    record = row.record
    if record.epoch:
        name = element("span", {"class": "number"}, str(record.epoch))
        detail = f"step {record.step:,}"
    else:
        name, detail = element("span", {"class": "number"}, "base"), "without LoRA"
    sides = (
        element(
            "button",
            {"type": "button", "class": f"pick {side}", "data-side": side, "aria-pressed": "false",
             "aria-label": f"Compare {row.title} as {side.upper()}"},
            side.upper(),
        )
        for side in ("a", "b")
    )  # fmt: skip
    return element(
        "th",
        {"scope": "row"},
        name,
        element("span", {"class": "quiet"}, detail),
        element("span", {"class": "picks"}, *sides),
        _weights_link(row, data),
    )


def _weights_link(row: Row, data: RunData) -> Html:
    """A link to the LoRA file of the epoch, if it is there: what one takes away once the eye has chosen."""
    weights = row.record.weights
    if weights is None or not (data.folder / weights.file).is_file():
        return join(())
    relative = Path(os.path.relpath(data.folder / weights.file, data.page_folder)).as_posix()
    name = Path(weights.file).name
    return element("a", {"class": "weights", "href": quote(relative), "title": name}, "LoRA file")


def _cell(cell: Cell, row: Row) -> Html:
    if cell.picture is None:
        return element("span", {"class": "missing"}, cell.note)
    where = f"{row.title}, {cell.column.title}"
    return element(
        "button",
        {"type": "button", "class": "cell", "aria-label": f"Show {where} in the comparison"},
        image(cell.picture, f"{where}: {cell.column.prompt}"),
    )


def image(picture: Picture, alt: str) -> Html:
    """An `img` with its measures, so that nothing moves while the page loads."""
    return element(
        "img",
        {"src": picture.source, "alt": alt, "width": picture.width, "height": picture.height,
         "decoding": "async", "data-original": picture.original},
    )  # fmt: skip

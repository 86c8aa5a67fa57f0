"""The grid: one row per epoch, one column per prompt, every picture of a column drawn from the same noise.
Of several runs the rows stand below each other, under the same prompts."""

from __future__ import annotations

from charspec.compare.folder import inside
from charspec.compare.report.captions import highlight
from charspec.compare.report.data import RunData
from charspec.compare.report.likeness import likeness
from charspec.compare.report.markup import Attribute, Html, element, join
from charspec.compare.report.picking import pick_button, standing
from charspec.compare.report.rows import Cell, Row
from charspec.compare.report.several import Heading, PageData
from charspec.compare.report.thumbnails import Picture


def grid(page: PageData) -> Html:
    """The table, or a sentence while nothing is drawn; with one more where the distilled model of the base
    drew the epochs too, and a switch between the two, which shows both without a script."""
    if not any(run.rows for run in page.runs):
        words = "Nothing is drawn yet. The first row, the base without LoRA, comes before training starts."
        return element("p", {"class": "empty"}, words)
    trained = _frame("Grid", page, deployed=False)
    on_distilled = next((run.deployed for run in page.runs if run.deployed), None)
    if on_distilled is None:
        return element("div", {"class": "grids"}, trained)
    plan = page.runs[0].lock.plan
    names = (
        f"{plan.train.base.name}, {plan.samples.steps} steps",
        f"{on_distilled.model.rpartition('/')[2]}, {on_distilled.steps} steps",
    )
    return element(
        "div",
        {"class": "grids"},
        _switch(names),
        trained,
        element("p", {"class": "set-name"}, f"The same prompts on {names[1]}: as the LoRA is usually run."),
        _frame(f"Grid, {names[1]}", page, deployed=True),
    )


def _switch(names: tuple[str, str]) -> Html:
    buttons = (
        element("button", {"type": "button", "aria-pressed": "false" if number else "true"}, name)
        for number, name in enumerate(names)
    )
    label = element("span", {"class": "quiet"}, "drawn on")
    kind = {"class": "sets modes", "role": "group", "aria-label": "Drawn on"}
    return element("div", {"class": "switch", "hidden": True}, label, element("div", kind, *buttons))


def _frame(label: str, page: PageData, deployed: bool) -> Html:
    corner = element("th", {"class": "corner", "scope": "col"}, element("span", {"class": "quiet"}, "epoch"))
    head = element("tr", {}, corner, *(_column_head(heading, page) for heading in page.headings))
    bodies = (_body(run, page, deployed) for run in page.runs)
    table = element("table", {"class": "grid"}, element("thead", {}, head), *bodies)
    return element(
        "div", {"class": "grid-frame", "tabindex": 0, "role": "region", "aria-label": label}, table
    )


def _column_head(heading: Heading, page: PageData) -> Html:
    trigger, column = page.runs[0].lock.plan.train.trigger, heading.column
    title = "\n".join(heading.prompts)
    prompts = (
        element("span", {"class": "prompt", "dir": "auto", "title": title}, highlight(prompt, trigger))
        for prompt in heading.prompts
    )
    seeds = ", ".join(map(str, heading.seeds))
    return element(
        "th",
        {
            "scope": "col",
            "class": "control" if column.is_control else None,
            "data-slot": column.slot,
            "data-title": column.title,
        },
        element("span", {"class": "slot"}, column.title),
        *prompts,
        element("span", {"class": "seed"}, f"seed {seeds}"),
    )


def _body(run: RunData, page: PageData, deployed: bool) -> Html:
    rows = [_row(row, run, page, deployed) for row in run.rows]
    if page.is_one:
        return element("tbody", {}, *rows)
    train = run.lock.plan.train
    label = join(
        (
            element("b", {}, page.name(run).capitalize()),
            f" {train.name} on {train.base.name} ",
            element("code", {}, run.lock.hashes.run[:12]),
        )
    )
    name = element("th", {"scope": "rowgroup", "class": "run", "colspan": len(page.headings) + 1}, label)
    return element("tbody", {"data-run": page.name(run)}, element("tr", {}, name), *rows)


def _row(row: Row, run: RunData, page: PageData, deployed: bool) -> Html:
    drawn = (
        element("td", {"data-slot": heading.slot}, _cell(cell, row, run, page, deployed))
        for heading, cell in page.cells(row, deployed)
    )
    attributes: dict[str, Attribute] = {
        "data-key": page.key(run, row.record.epoch),
        "data-epoch": row.record.epoch,
        "data-title": page.title(run, row),
    }
    return element("tr", attributes, _row_head(row, run, page), *drawn)


def _row_head(row: Row, run: RunData, page: PageData) -> Html:
    record, title = row.record, page.title(run, row)
    detail = f"step {record.step:,}" if record.epoch else "without LoRA"
    sides = (
        element(
            "button",
            {"type": "button", "class": f"pick {side}", "data-side": side, "aria-pressed": "false",
             "aria-label": f"Compare {title} as {side.upper()}"},
            side.upper(),
        )
        for side in ("a", "b")
    )  # fmt: skip
    return element(
        "th",
        {"scope": "row"},
        element("span", {"class": "number"}, str(record.epoch) if record.epoch else "base"),
        element("span", {"class": "quiet"}, detail),
        standing(run, record.epoch),
        element("span", {"class": "picks"}, *sides),
        pick_button(run, record.epoch, page),
        _weights_link(row, run),
    )


def _weights_link(row: Row, run: RunData) -> Html:
    """A link to the LoRA file of the epoch, if it is there: what one takes away once the eye has chosen."""
    weights = row.record.weights
    path = inside(run.folder, weights.file) if weights else None
    if path is None:
        return join(())
    link = {"class": "weights", "href": run.link(path), "title": path.name}
    return element("a", link, "LoRA file")


def _cell(cell: Cell, row: Row, run: RunData, page: PageData, deployed: bool) -> Html:
    if cell.picture is None:
        return element("span", {"class": "missing"}, cell.note)
    where = f"{page.title(run, row)}, {cell.column.title}"
    button = element(
        "button",
        {"type": "button", "class": "cell", "aria-label": f"Show {where} in the comparison"},
        image(cell.picture, f"{where}: {cell.column.prompt}"),
    )
    # What was measured belongs to the pictures of the training's own base.
    return button if deployed else join((button, likeness(run, row.record.epoch, cell.column.slot)))


def image(picture: Picture, alt: str) -> Html:
    """An `img` with its measures, so that nothing moves while the page loads."""
    return element(
        "img",
        {"src": picture.source, "alt": alt, "width": picture.width, "height": picture.height,
         "decoding": "async", "data-original": picture.original},
    )  # fmt: skip

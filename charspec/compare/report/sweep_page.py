"""The page of a sweep: a table of numbers, then the pictures of each result under the prompts, one file."""

from __future__ import annotations

from string import Template

from charspec.compare.report.captions import highlight
from charspec.compare.report.grid import image
from charspec.compare.report.markup import Html, element, join
from charspec.compare.report.page import asset, scripts, styles
from charspec.compare.report.rows import Column
from charspec.compare.report.rows import Row as EpochRow
from charspec.compare.report.sweep_data import PICTURED, Entry, SweepData
from charspec.compare.report.sweep_table import settings_of, table
from charspec.html import policy


def render_sweep(data: SweepData) -> str:
    """The HTML of the page."""
    style, script = styles("sweep.css"), scripts("base.js", "sweep.js")
    finished = data.done == len(data.entries)
    state = "Done" if finished else f"{data.done} of {len(data.entries)} results"
    badge = element("span", {"class": "state done" if finished else "state training"}, state)
    return Template(asset("sweep.html")).substitute(
        title=join((data.title,)),
        policy=policy(style, script),
        style=style,
        script=script,
        status="done" if finished else "training",
        state=badge,
        facts=_facts(data),
        caution=_caution(data),
        table=table(data),
        pictures=_pictures(data),
    )


def _facts(data: SweepData) -> Html:
    record = data.record
    steps = sum(job.steps for job in record.jobs)
    alone = sum(
        entry.row.result.epochs * (entry.row.job.steps // entry.row.job.epochs) for entry in data.entries
    )
    saved = f", {alone:,} if each were trained alone" if alone > steps else ""
    rows: list[tuple[str, str | Html]] = [
        ("Varies", ", ".join(record.varies) or "the character"),
        ("Results", f"{len(data.entries)} from {len(record.jobs)} trainings"),
        ("Steps", f"{steps:,}{saved}"),
        ("Launcher", record.launcher),
        ("Sweep", element("code", {}, record.id)),
    ]
    return join(
        element("div", {}, element("dt", {}, name), element("dd", {"dir": "auto"}, value))
        for name, value in rows
    )


def _caution(data: SweepData) -> Html:
    words = (
        "The grid loss is measured on the same pictures, noise and σ in every run, so its values compare."
        if data.comparable
        else "These runs differ in base, pictures, captions, size or seed: their grid losses do not compare."
    )
    return join((f"{words} It does not see likeness: let the pictures decide.",))


def _pictures(data: SweepData) -> Html:
    corner = element(
        "th", {"class": "corner", "scope": "col"}, element("span", {"class": "quiet"}, "settings")
    )
    trigger = data.entries[0].lock.plan.train.trigger
    heads = (_head(column, trigger, data.shared_prompts) for column in data.columns)
    body = [_base(data.base, data)] if data.base else []
    body += [_row(entry, data) for entry in data.entries[:PICTURED]]
    grid = element(
        "table",
        {"class": "grid sweep-grid"},
        element("thead", {}, element("tr", {}, corner, *heads)),
        element("tbody", {}, *body),
    )
    frame = element(
        "div", {"class": "grid-frame", "tabindex": 0, "role": "region", "aria-label": "Pictures"}, grid
    )
    if len(data.entries) <= PICTURED:
        return frame
    words = f"These are the first {PICTURED}; the reports of the runs show the others."
    return join((frame, element("p", {"class": "quiet"}, words)))


def _head(column: Column, trigger: str, shared: bool) -> Html:
    prompt = highlight(column.prompt, trigger) if shared else join(("each character's own",))
    return element(
        "th",
        {"scope": "col", "class": "control" if column.is_control else None},
        element("span", {"class": "slot"}, column.title),
        element("span", {"class": "prompt", "dir": "auto"}, prompt),
    )


def _base(base: EpochRow, data: SweepData) -> Html:
    head = element(
        "th",
        {"scope": "row"},
        element("span", {"class": "number"}, "base"),
        element("span", {"class": "quiet"}, "without LoRA"),
    )
    return element("tr", {}, head, *_cells(base, data, "base without LoRA", None))


def _row(entry: Entry, data: SweepData) -> Html:
    row = entry.row
    what = f"epoch {entry.shown.record.epoch}" if entry.shown else "nothing drawn yet"
    early = entry.shown is not None and entry.shown.record.epoch < row.result.epochs
    state = f"{what} of {row.result.epochs}" if early else what
    settings = settings_of(entry, data)
    head = element(
        "th",
        {"scope": "row"},
        element("span", {"class": "number"}, str(row.result.row)),
        *(
            element("span", {"class": "setting"}, f"{name} ", element("b", {}, value))
            for name, value in settings
        ),
        element("span", {"class": "quiet"}, state),
        element("a", {"class": "weights", "href": entry.report}, "run's report")
        if entry.report
        else join(()),
    )
    title = " ".join(f"{name}={value}" for name, value in settings)
    return element("tr", {"data-row": row.result.row}, head, *_cells(entry.shown, data, title, entry.report))


def _setting(name: str, value: str) -> Html:
    return element("span", {"class": "setting"}, f"{name} ", element("b", {}, value))


def _cells(shown: EpochRow | None, data: SweepData, title: str, link: str | None) -> list[Html]:
    drawn = {cell.column.slot: cell for cell in shown.cells} if shown else {}
    found = []
    for column in data.columns:
        cell = drawn.get(column.slot)
        if cell is None or cell.picture is None:
            inner = element("span", {"class": "missing"}, cell.note if cell else "not drawn yet")
        else:
            picture = image(cell.picture, f"{title}, {column.title}: {cell.column.prompt}")
            inner = element("a", {"class": "cell", "href": link}, picture) if link else picture
        found.append(element("td", {"data-slot": column.slot}, inner))
    return found

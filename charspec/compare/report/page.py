"""The page put together: template, styles and script become one file that asks the network for nothing.

A content security policy allows exactly this one script and this one style by their hashes, and pictures from
beside the page: even a text that slipped through the escaping could neither run nor load anything.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from string import Template

from charspec.compare.report.charts import charts
from charspec.compare.report.coverage import coverage
from charspec.compare.report.data import RunData
from charspec.compare.report.differences import differences
from charspec.compare.report.gallery import gallery
from charspec.compare.report.grid import grid
from charspec.compare.report.header import facts, state_badge, title
from charspec.compare.report.linting import lint_summary
from charspec.compare.report.making import making
from charspec.compare.report.markup import Html, element, join
from charspec.compare.report.notes import notes
from charspec.compare.report.several import PageData
from charspec.compare.report.verdicts import advice, verdicts
from charspec.html import policy

WATCHABLE = 2
"""Rows with pictures that a comparison needs."""

ALONE = "Written by charspec. This page is one file and asks the network for nothing."
SERVED = "Served by charspec on this machine alone. The page to keep or to send is report.html in the run."

STYLES = ("base.css", "grid.css", "stage.css", "sections.css", "narrow.css")
SCRIPTS = ("base.js", "curves.js", "pictures.js", "stage.js", "viewer.js", "start.js")


def render(page: PageData, version: str = "") -> tuple[str, str]:
    """The HTML of the report, and its content security policy, which it also carries in itself.

    `version` is what a served page compares with to learn that it is out of date.
    """
    style = styles()
    script = scripts(*SCRIPTS, *(("served.js",) if page.served else ()))
    rules = policy(style, script, images="data: 'self' file:", connect="'self'" if page.served else "")
    html = Template(asset("template.html")).substitute(
        attributes=_attributes(page, version),
        title=title(page),
        policy=rules,
        style=style,
        script=script,
        live=_live(page),
        state=state_badge(page),
        facts=facts(page),
        notes=notes(page),
        advice=advice(page),
        grid=grid(page),
        differences=_differences(page),
        verdicts=verdicts(page),
        charts=charts(page),
        coverage=_each(page, coverage),
        gallery=_each(page, gallery),
        pictures=sum(len(run.training) for run in page.runs),
        lint=_each(page, lambda run: lint_summary(run.findings)),
        making=_each(page, making),
        pick=asset("pick.html") if page.served else "",
        footer=SERVED if page.served else ALONE,
    )
    return html, rules


def _attributes(page: PageData, version: str) -> Html:
    """What the script reads from the root of the page."""
    pictured = sum(any(cell.picture for cell in row.cells) for run in page.runs for row in run.rows)
    first = dict(zip(("data-a", "data-b"), page.first, strict=True)) if page.first else {}
    said = {
        "data-status": "done" if page.is_done else "training",
        "data-comparable": "yes" if pictured >= WATCHABLE else "no",
        "data-served": version if page.served else None,
        **first,
    }
    return Html(element("html", {"lang": "en", **said}).removesuffix("</html>"))


def _live(page: PageData) -> Html:
    if page.served:
        return element("span", {"class": "watching", "id": "watching", "role": "status"}, "live")
    box = element("input", {"type": "checkbox", "id": "live"})
    return element("label", {"class": "live", "hidden": True}, box, " reload while it trains")


def _differences(page: PageData) -> Html:
    if page.is_one:
        return join(())
    words = "Every setting, picture and caption that is not the same in all of them."
    head = element(
        "div",
        {"class": "head"},
        element("h2", {"id": "differences-title"}, "What differs"),
        element("p", {}, words),
    )
    attributes = {"id": "differences", "aria-labelledby": "differences-title"}
    return element("section", attributes, head, differences(page))


def _each(page: PageData, part: Callable[[RunData], Html]) -> Html:
    """A part of the page for every run, under its name where there are several."""
    if page.is_one:
        return part(page.runs[0])
    return join(
        join((element("h3", {"class": "of-run"}, page.name(run).capitalize()), part(run)))
        for run in page.runs
    )


def styles(*more: str) -> Html:
    """The style of a page: one text of several files."""
    return Html("".join(asset(f"styles/{name}") for name in (*STYLES, *more)))


def scripts(*names: str) -> Html:
    """The script of a page: files that share one function, so that nothing of theirs is global."""
    body = "\n".join(asset(f"scripts/{name}") for name in names)
    return Html(f'(() => {{\n"use strict";\n{body}}})();\n')


def asset(name: str) -> Html:
    """A file of this folder, as it is."""
    return Html((resources.files("charspec.compare.report") / name).read_text(encoding="utf-8"))

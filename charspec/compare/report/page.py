"""The page put together: template, styles and script become one file that asks the network for nothing.

A content security policy allows exactly this one script and this one style by their hashes: even a text that
slipped through the escaping could neither run nor load anything.
"""

from __future__ import annotations

from importlib import resources
from string import Template

from charspec.compare.report.curve import curve
from charspec.compare.report.data import RunData
from charspec.compare.report.gallery import gallery
from charspec.compare.report.grid import grid
from charspec.compare.report.header import facts, state_badge
from charspec.compare.report.linting import lint_summary
from charspec.compare.report.making import making
from charspec.compare.report.markup import Html, join
from charspec.html import policy

WATCHABLE = 2
"""Rows with pictures that a comparison needs."""


def render(data: RunData) -> str:
    """The HTML of the report."""
    train = data.lock.plan.train
    style, script = asset("report.css"), asset("report.js")
    return Template(asset("template.html")).substitute(
        title=join((train.name,)),
        policy=policy(style, script),
        style=style,
        script=script,
        status="done" if data.is_done else "training",
        comparable="yes" if _rows_with_pictures(data) >= WATCHABLE else "no",
        state=state_badge(data),
        facts=facts(data),
        grid=grid(data),
        curve=curve([row.record for row in data.rows], train.epochs),
        gallery=gallery(data),
        pictures=len(data.training),
        lint=lint_summary(data.findings),
        making=making(data),
    )


def _rows_with_pictures(data: RunData) -> int:
    return sum(1 for row in data.rows if any(cell.picture for cell in row.cells))


def asset(name: str) -> Html:
    """A file of this folder, as it is."""
    return Html((resources.files("charspec.compare.report") / name).read_text(encoding="utf-8"))

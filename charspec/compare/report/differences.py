"""What differs between the plans of runs that are compared: the settings, the pictures, the captions."""

from __future__ import annotations

from charspec.compare.report.data import RunData
from charspec.compare.report.making import settings
from charspec.compare.report.markup import Attribute, Html, element, join
from charspec.compare.report.several import PageData

ABSENT = "–"


def differences(page: PageData) -> Html:
    """A table with a column per run; nothing for one run."""
    if page.is_one:
        return join(())
    rows = differing(page.runs)
    if not rows:
        return element("p", {"class": "empty"}, "Their plans are the same in every setting and picture.")
    heads = (element("th", {"scope": "col"}, page.name(run)) for run in page.runs)
    head = element("tr", {}, element("th", {"scope": "col"}, "setting"), *heads)
    body = (
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, name),
            *(element("td", {"dir": "auto"}, value) for value in values),
        )
        for name, values in rows
    )
    table = element(
        "table", {"class": "numbers differences"}, element("thead", {}, head), element("tbody", {}, *body)
    )
    return table_frame("What differs", table)


def table_frame(name: str, table: Html) -> Html:
    """A table that scrolls by itself where the window is narrower, by keys too."""
    attributes: dict[str, Attribute] = {
        "class": "table-frame", "tabindex": 0, "role": "region", "aria-label": name,
    }  # fmt: skip
    return element("div", attributes, table)


def differing(runs: tuple[RunData, ...]) -> list[tuple[str, list[str]]]:
    """(setting, its value in each run) of every leaf of the plans that is not the same in all."""
    values = [_leaves(run) for run in runs]
    names = dict.fromkeys(name for found in values for name in found)
    rows = [(name, [found.get(name, ABSENT) for found in values]) for name in names]
    return [(name, found) for name, found in rows if len(set(found)) > 1]


def _leaves(run: RunData) -> dict[str, str]:
    plan = run.lock.plan
    found = {
        key if group == "train" else f"{group}.{key}": value
        for group, _, _, rows in settings(plan)
        for key, value in rows
    }
    found |= {f"tests.{slot}": prompt.prompt for slot, prompt in plan.samples.prompts.items()}
    found["pictures"] = str(len(plan.train.items))
    for item in plan.train.items:
        found[item.file] = f"{item.sha256[:8]}, {item.repeats} repeats: {item.caption}"
    return found

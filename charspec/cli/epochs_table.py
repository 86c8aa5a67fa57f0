"""The epochs of a run with their figures, and the verdict below, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple

from charspec.compare.figures import Figures, figures
from charspec.compare.signs import same_places
from charspec.compare.verdict import EpochVerdict, Verdict
from charspec.lint.reporting.screen import harmless
from charspec.plan import Lock
from charspec.records import Epoch
from charspec.scores import Score

WIDTH = 100
PHASES = {"underfit": "underfit", "sweet": "sweet spot", "overfit": "overfit", "unclear": "unclear"}


NONE = "-"


class _Column(NamedTuple):
    """A heading, and what stands below it for an epoch."""

    title: str
    cell: Callable[[Figures, int], str]


def _written(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def _mean(metric: str) -> Callable[[Figures, int], str]:
    return lambda table, epoch: _written(table.mean(metric, epoch))


def _highest(metric: str) -> Callable[[Figures, int], str]:
    return lambda table, epoch: _written(
        max((one.value for one in table.at(metric, epoch).values()), default=None)
    )


def _places(table: Figures, epoch: int) -> str:
    now = table.at("background_memorisation", epoch)
    return f"{len(same_places(table, epoch))}/{len(now)}" if now else NONE


COLUMNS = (
    _Column("identity", _mean("identity")),
    _Column("palette", _mean("palette")),
    _Column("pose copied", _highest("memorisation")),
    _Column("places copied", _places),
    _Column("diversity", _mean("diversity")),
    _Column("leak", lambda table, epoch: _written(table.control("leak", epoch))),
    _Column("adherence", _mean("adherence")),
)


def epochs_table(
    lock: Lock, epochs: Sequence[Epoch], scores: Sequence[Score], verdict: Verdict, width: int | None
) -> str:
    """One line an epoch, the base first; then what is recommended and why. `width` is the terminal's."""
    table = figures(epochs, scores)
    said = {line.epoch: line for line in verdict.epochs}
    shown = [column for column in COLUMNS if any(column.cell(table, one.epoch) != NONE for one in epochs)]
    rows = [("", "epoch", "", *(column.title for column in shown))]
    for epoch in epochs:
        cells = (column.cell(table, epoch.epoch) for column in shown)
        rows.append((_mark(epoch.epoch, verdict), *_name(epoch.epoch, said.get(epoch.epoch)), *cells))
    count = f"{len(verdict.epochs)} of {lock.plan.train.epochs} epochs"
    head = f"{harmless(lock.plan.train.name)} on {lock.plan.train.base.name}, {count}"
    return "\n".join((head, "", *_aligned(rows), "", *_reasons(verdict, width or WIDTH), ""))


def _mark(epoch: int, verdict: Verdict) -> str:
    return {verdict.recommended: "→", verdict.runner_up: "·"}.get(epoch, "")


def _name(epoch: int, said: EpochVerdict | None) -> tuple[str, str]:
    return str(epoch), PHASES[said.phase] if said else "base"


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    # Words to the left, numbers to the right.
    return [
        "  ".join(
            cell.ljust(width) if index == 2 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _reasons(verdict: Verdict, width: int) -> list[str]:
    if verdict.recommended is None:
        head = "No epoch is recommended; the last one is the default."
    else:
        runner_up = f", runner-up (·): epoch {verdict.runner_up}" if verdict.runner_up else ""
        head = f"Recommended (→): epoch {verdict.recommended}{runner_up}"
    lines = [head]
    for reason in verdict.reasons:
        wrapped = textwrap.wrap(harmless(reason), width, initial_indent="  - ", subsequent_indent="    ")
        lines += wrapped
    return lines

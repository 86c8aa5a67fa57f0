"""Comparing the epochs of a run, several runs, or a sweep: one page that a person judges by eye."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from charspec.compare.report import (
    Origins,
    beside,
    gather_page,
    gather_sweep,
    render,
    render_sweep,
    require_epochs,
)
from charspec.writing import write_atomically

__all__ = ["page_path", "require_epochs", "write_report", "write_sweep_report"]

PAGE = "report.html"


def write_report(
    *runs: Path,
    out: Path | None = None,
    epochs: tuple[int, int] | None = None,
    origins: Origins | None = None,
) -> Path:
    """Write the report of a run, finished or not, or of several side by side; return its path.

    `epochs` are shown as A and B: of one run both, of several A of the first and B of the second. `origins`
    say who said the settings of a run's plan. The file is replaced in one step, so a browser that reloads
    meanwhile never meets half a page. Links to large originals are relative to the file. Raises CharspecError
    where a folder is not a run's, a record in it is broken, or an epoch is not there.
    """
    target = out or page_path(runs)
    html, _ = render(gather_page(runs, beside(target.parent), epochs, origins))
    write_atomically(target, html.encode())
    return target


def page_path(runs: Sequence[Path]) -> Path:
    """Where the page of these runs lies: report.html in the folder of the one; of several beside it, named
    after the others: compare-3f2a9c41d07b.html."""
    first, *others = runs
    names = "-".join(run.resolve().name for run in others)
    return first / (f"compare-{names}.html" if others else PAGE)


def write_sweep_report(folder: Path) -> Path:
    """Write report.html into the folder of a sweep, finished or not; return its path."""
    target = folder / PAGE
    write_atomically(target, render_sweep(gather_sweep(folder)).encode())
    return target

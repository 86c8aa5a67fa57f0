"""Comparing the epochs of a run, or the runs of a sweep: one page that a person judges by eye."""

from __future__ import annotations

import os
from pathlib import Path

from charspec.compare.report import gather, gather_sweep, render, render_sweep

__all__ = ["write_report", "write_sweep_report"]


def write_report(run: Path, out: Path | None = None) -> Path:
    """Write the report of a run, finished or not; return its path: `out`, or report.html in the run's folder.

    The file is replaced in one step, so a browser that reloads meanwhile never meets half a page. Links to
    large originals are relative to the file. Raises CharspecError where the folder is not a run's or a record
    in it is broken.
    """
    target = out or run / "report.html"
    return _replace(target, render(gather(run, target.parent)))


def write_sweep_report(folder: Path) -> Path:
    """Write report.html into the folder of a sweep, finished or not; return its path."""
    return _replace(folder / "report.html", render_sweep(gather_sweep(folder)))


def _replace(target: Path, text: str) -> Path:
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target

"""report.html: one offline file that shows a run, its epochs side by side; or a sweep, its runs."""

from charspec.compare.report.data import RunData, gather
from charspec.compare.report.page import render
from charspec.compare.report.sweep_data import SweepData, gather_sweep
from charspec.compare.report.sweep_page import render_sweep

__all__ = ["RunData", "SweepData", "gather", "gather_sweep", "render", "render_sweep"]

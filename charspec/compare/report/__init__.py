"""report.html: one offline file that shows a run, its epochs side by side; several runs; or a sweep."""

from charspec.compare.report.data import RunData, gather
from charspec.compare.report.links import beside
from charspec.compare.report.page import render
from charspec.compare.report.several import Origins, PageData, gather_page, page_of, require_epochs
from charspec.compare.report.sweep_data import SweepData, gather_sweep
from charspec.compare.report.sweep_page import render_sweep

__all__ = [
    "Origins",
    "PageData",
    "RunData",
    "SweepData",
    "beside",
    "gather",
    "gather_page",
    "gather_sweep",
    "page_of",
    "render",
    "render_sweep",
    "require_epochs",
]

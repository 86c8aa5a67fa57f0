"""report.html: one offline file that shows a run, its epochs side by side."""

from charspec.compare.report.data import RunData, gather
from charspec.compare.report.page import render

__all__ = ["RunData", "gather", "render"]

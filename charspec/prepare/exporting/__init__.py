"""A planned set in the layout of other programs: pictures as they train, with their final captions."""

from charspec.prepare.exporting.layouts import LAYOUTS, Laid, Layout, lay_out
from charspec.prepare.exporting.writing import write_set

__all__ = ["LAYOUTS", "Laid", "Layout", "lay_out", "write_set"]

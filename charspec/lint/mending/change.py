"""A file before and after it is mended: see `charspec.source.change`."""

from charspec.source.change import Change, diff_of, write_all

__all__ = ["Change", "diff_of", "write_all"]

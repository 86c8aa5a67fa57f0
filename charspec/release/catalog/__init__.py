"""The page on which teammates find a character: all releases below a folder, in one offline file."""

from charspec.release.catalog.collect import Broken, Entry, collect
from charspec.release.catalog.page import render

__all__ = ["Broken", "Entry", "collect", "render"]

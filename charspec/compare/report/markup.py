"""The markup that every page of charspec is made of: see `charspec.html`."""

from charspec.html import Attribute, Html, element, join

__all__ = ["Attribute", "Html", "element", "join"]
